//! The grams of a search text: short runs of characters by which an index finds it.
//!
//! A text has all of its single characters, all pairs, all threes of ASCII and all fives of digits: Japanese
//! names are two to four characters long, and pairs tell them apart; pairs of digits tell nothing apart,
//! threes do so among thousands, and fives among a million.

use std::collections::BTreeSet;

/// A gram, as an index knows it: a hash. Two grams with one hash only make the index find too much.
/// It is stored: another way of hashing needs all indexes made anew.
pub type Gram = u32;

/// Grams that one search looks for at most: more would be read than they rule out.
const LOOKED_FOR: usize = 4;

/// All grams of a folded text, each once or more, in no order. Lines are texts of their own.
pub fn grams_of(text: &str, found: &mut Vec<Gram>) {
    let (mut before, mut last) = ('\n', '\n');
    let mut digits = Digits::default();
    for c in text.chars() {
        found.extend(digits.five_with(c));
        if c != '\n' {
            found.push(one(c));
            if last != '\n' {
                found.push(two(last, c));
            }
            if before != '\n' && is_ascii(before, last, c) {
                found.push(three(before, last, c));
            }
        }
        (before, last) = if c == '\n' { ('\n', '\n') } else { (last, c) };
    }
}

/// Grams that every text has that contains all these words: as few as cover the words, and not all of
/// them where there are many. A text that has them may still not contain the words.
pub fn grams_to_look_for(words: &[String]) -> Vec<Gram> {
    let of_words: Vec<Vec<Gram>> = words.iter().map(|word| covering(word)).collect();
    let longest = of_words.iter().map(Vec::len).max().unwrap_or(0);
    let mut found = BTreeSet::new();
    for rank in 0..longest {
        for grams in &of_words {
            if let Some(gram) = grams.get(rank).filter(|_| found.len() < LOOKED_FOR) {
                found.insert(*gram);
            }
        }
    }
    found.into_iter().collect()
}

/// The last digits of a run.
#[derive(Default)]
struct Digits {
    /// In decimal.
    last_five: u32,
    length: u32,
}

impl Digits {
    /// The five that ends with this character, if one does.
    fn five_with(&mut self, c: char) -> Option<Gram> {
        let Some(digit) = c.to_digit(10) else {
            *self = Self::default();
            return None;
        };
        self.last_five = (self.last_five * 10 + digit) % 100_000;
        self.length += 1;
        (self.length >= 5).then(|| five(self.last_five))
    }
}

/// Fives beside each other over the runs of digits, the last one ending where its run ends.
fn fives(word: &str) -> Vec<Gram> {
    let mut found = Vec::new();
    for run in word.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 5) {
        let mut digits = Digits::default();
        let of_run: Vec<Gram> = run.chars().filter_map(|c| digits.five_with(c)).collect();
        found.extend(of_run.iter().rev().step_by(5));
    }
    found
}

/// Grams beside each other over the whole word, the last one ending where the word ends; of one with many
/// digits in a row, those of its digits.
fn covering(word: &str) -> Vec<Gram> {
    let of_digits = fives(word);
    if !of_digits.is_empty() {
        return of_digits;
    }
    let chars: Vec<char> = word.chars().collect();
    match *chars.as_slice() {
        [] => return Vec::new(),
        [only] => return vec![one(only)],
        _ => {}
    }
    let mut grams = Vec::new();
    let mut rest = chars.as_slice();
    loop {
        match *rest {
            [a, b, c, ..] if is_ascii(a, b, c) => {
                grams.push(three(a, b, c));
                rest = rest.get(3..).unwrap_or_default();
            }
            [a, b, ..] => {
                grams.push(two(a, b));
                rest = rest.get(2..).unwrap_or_default();
            }
            _ => break,
        }
    }
    if !rest.is_empty() {
        grams.extend(match *chars.as_slice() {
            [.., a, b, c] if is_ascii(a, b, c) => Some(three(a, b, c)),
            [.., a, b] => Some(two(a, b)),
            _ => None,
        });
    }
    grams
}

fn is_ascii(a: char, b: char, c: char) -> bool {
    a.is_ascii() && b.is_ascii() && c.is_ascii()
}

fn one(c: char) -> Gram {
    mixed(folded(c))
}

fn two(a: char, b: char) -> Gram {
    mixed(mixed(folded(a)) ^ folded(b).wrapping_add(0x9E37_79B9))
}

fn three(a: char, b: char, c: char) -> Gram {
    mixed(two(a, b) ^ folded(c).wrapping_add(0x7F4A_7C15))
}

/// Five digits, as a number.
fn five(digits: u32) -> Gram {
    mixed(digits ^ 0xC2B2_AE3D)
}

/// `SQLite`'s LIKE takes upper and lower case of ASCII for one.
fn folded(c: char) -> u32 {
    u32::from(c.to_ascii_lowercase())
}

/// The finalizer of `MurmurHash3`: every bit of the one number changes all bits of the other.
fn mixed(number: u32) -> u32 {
    let mut hash = number ^ (number >> 16);
    hash = hash.wrapping_mul(0x85EB_CA6B);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn has_all(text: &str, words: &[String]) -> bool {
        let mut grams = Vec::new();
        grams_of(text, &mut grams);
        grams_to_look_for(words).iter().all(|gram| grams.contains(gram))
    }

    #[test]
    fn a_name_has_the_grams_of_its_parts_and_not_of_others() {
        let text = "abcd2345\n山田太郎\nやまだたろう\ntaro@example.jp\n09012345678";
        for word in [
            "山",
            "山田",
            "田太",
            "山田太郎",
            "taro@example.jp",
            "0901",
            "p",
            "ro@",
            "d23",
            "45678",
        ] {
            assert!(has_all(text, &[word.to_owned()]), "{word}");
        }
        for word in ["川", "郎や", "田山", "山本", "0902", "jp0", "太郎や", "12346", "23456789"]
        {
            assert!(!has_all(text, &[word.to_owned()]), "{word}");
        }
    }

    #[test]
    fn a_long_search_looks_for_few_grams_of_every_word() {
        let words: Vec<String> =
            ["abcdefghijklmnopqrstuvwxyzjihgfedcba", "川"].map(String::from).into();
        assert_eq!(grams_to_look_for(&words).len(), LOOKED_FOR);
        assert!(!has_all("abcdefghijklmnopqrstuvwxyzjihgfedcba", &words));
    }

    #[test]
    fn a_telephone_number_is_looked_for_by_two_fives_of_its_digits() {
        assert_eq!(grams_to_look_for(&["09012345678".to_owned()]).len(), 2);
        assert_eq!(grams_to_look_for(&["applicant123456@example.jp".to_owned()]).len(), 1);
        assert!(has_all("x09012345678y", &["9012345678".to_owned()]));
    }

    #[test]
    fn the_hashes_are_those_that_are_stored() {
        let mut grams = Vec::new();
        grams_of("山a1x", &mut grams);
        let stored = [
            3_685_647_231,
            3_761_708_825,
            200_855_010,
            3_974_523_784,
            3_940_939_917,
            163_803_048,
            1_678_732_483,
            2_268_112_342,
        ];
        assert_eq!(grams, stored);
    }

    proptest! {
        #[test]
        fn whatever_contains_the_words_has_their_grams(
            text in "[山田太郎たろうabAB01234%_@.\n]{0,40}", start in 0_usize..40, length in 1_usize..12
        ) {
            let word: String = text.chars().skip(start).take(length).collect();
            let words: Vec<String> = word.split('\n').filter(|w| !w.is_empty()).map(String::from).collect();
            prop_assert!(has_all(&text, &words));
            let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
            prop_assert!(has_all(&text, &lower));
        }
    }
}
