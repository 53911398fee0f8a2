//! The number a person reads out at the door or on the telephone (受付番号).

use super::hyphens::is_hyphen;

/// Neither 0 O nor 1 I L, which are taken for each other; no E, with which a spreadsheet reads
/// `2345E234` as a number; no U, so that 29 remain, a prime, which the check character needs.
const ALPHABET: &[u8; 29] = b"23456789ABCDFGHJKMNPQRSTVWXYZ";
/// Characters, the check character among them.
const LENGTH: usize = 8;

/// The rule that a reception number breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceptionNumberFault {
    #[error("the reception number is empty")]
    Empty,
    #[error("a reception number has eight characters of its alphabet")]
    Invalid,
    #[error("the check character does not fit the other seven")]
    WrongCheckCharacter,
}

impl ReceptionNumberFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Invalid => "invalid_reception_number",
            Self::WrongCheckCharacter => "wrong_check_character",
        }
    }
}

fault_code!(ReceptionNumberFault);

string_value! {
    /// Seven random characters and one that checks them: every single wrong character is found, and
    /// every swap of two.
    open ReceptionNumber
}

/// Numbers that lie together: 29². Within a block they are given out in an order of its own.
const BLOCK: u64 = 841;
/// Blocks: 29⁵.
const BLOCKS: u64 = 20_511_149;

impl ReceptionNumber {
    /// One of the 29⁷ (17 billion) numbers; `random` is all the randomness there is in it.
    pub fn from_random(random: u64) -> Self {
        Self::of_value(random)
    }

    /// The number of a place in a session, another for each `sequence` of it; `chance` is the session's
    /// own. Numbers of one session lie in a few blocks, so that a rush writes to a few pages of the
    /// index that holds them all; in which order a block's are given out is not to be seen in them.
    /// Those of two sessions meet by chance only, once in some thousands of pairs of small sessions.
    pub fn of_place(chance: u64, sequence: u64) -> Self {
        let round = sequence / BLOCK;
        let block = (chance % BLOCKS + round) % BLOCKS;
        let mixed = mix(chance ^ mix(round));
        // No multiple of 29, so that each step leads to a place of its own in the block.
        let step = mixed / BLOCK % 29 * 29 + mixed % 28 + 1;
        let within = (sequence % BLOCK * step + mixed / (BLOCK * BLOCK)) % BLOCK;
        Self::of_value(block * BLOCK + within)
    }

    /// The number that `value`, modulo 29⁷, is written as, with its check character.
    fn of_value(value: u64) -> Self {
        let mut rest = value;
        let mut values = Vec::with_capacity(LENGTH);
        for _ in 1..LENGTH {
            values.push(rest % 29);
            rest /= 29;
        }
        values.reverse();
        // The check character has the weight 1, so it is what the sum lacks to a multiple of 29.
        values.push(0);
        let lacks = (29 - weighted_sum(&values)) % 29;
        values.pop();
        values.push(lacks);
        Self(values.into_iter().filter_map(character).collect())
    }

    /// A number as typed: in either case and width, with or without spaces and hyphens.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(input: &str) -> Result<Self, ReceptionNumberFault> {
        let typed = input.trim();
        if typed.is_empty() {
            return Err(ReceptionNumberFault::Empty);
        }
        let letters = typed.chars().filter(|c| !is_hyphen(*c) && !c.is_whitespace()).map(plain);
        let values: Option<Vec<u64>> = letters.take(LENGTH + 1).map(value).collect();
        let values =
            values.filter(|values| values.len() == LENGTH).ok_or(ReceptionNumberFault::Invalid)?;
        if weighted_sum(&values) != 0 {
            return Err(ReceptionNumberFault::WrongCheckCharacter);
        }
        Ok(Self(values.into_iter().filter_map(character).collect()))
    }

    /// As it is shown: `K7Q4 M2XP`.
    pub fn grouped(&self) -> String {
        match self.0.split_at_checked(LENGTH / 2) {
            Some((first, second)) => format!("{first} {second}"),
            None => self.0.clone(),
        }
    }
}

/// The finalizer of splitmix64: every bit of the input has its say in every bit of the result.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Weights 8 down to 1, modulo 31. The modulus is a prime and the weights differ, so a change of one
/// character or a swap of two changes the sum.
fn weighted_sum(values: &[u64]) -> u64 {
    values.iter().zip((1..=8).rev()).map(|(value, weight)| value * weight).sum::<u64>() % 29
}

fn plain(c: char) -> char {
    let narrow = match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        _ => c,
    };
    narrow.to_ascii_uppercase()
}

fn value(c: char) -> Option<u64> {
    let place = ALPHABET.iter().position(|letter| char::from(*letter) == c)?;
    u64::try_from(place).ok()
}

fn character(value: u64) -> Option<char> {
    ALPHABET.get(usize::try_from(value).ok()?).map(|letter| char::from(*letter))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_alphabet_has_no_letters_that_are_taken_for_each_other() {
        assert!(ALPHABET.iter().all(|letter| !b"01OIL".contains(letter)));
        assert!(ALPHABET.is_sorted());
    }

    #[test]
    fn a_number_is_found_however_it_is_typed() {
        let number = ReceptionNumber::from_random(0x0123_4567_89AB_CDEF);
        let grouped = number.grouped();
        assert_eq!((grouped.len(), grouped.as_bytes()[4]), (9, b' '));
        let full_width: String = number
            .as_str()
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap())
            .collect();
        for typed in [
            number.as_str().to_lowercase(),
            format!(" {grouped}　"),
            grouped.replace(' ', "-"),
            grouped.replace(' ', "ー"),
            full_width,
        ] {
            assert_eq!(ReceptionNumber::parse(&typed).as_ref(), Ok(&number), "{typed}");
        }
    }

    #[test]
    fn what_is_no_reception_number_is_refused() {
        for typed in
            ["2222", "222222222", "0000OOOO", "2222222I", "山田", "22222222\0", "\u{202E}22222222"]
        {
            assert_eq!(
                ReceptionNumber::parse(typed),
                Err(ReceptionNumberFault::Invalid),
                "{typed}"
            );
        }
        assert_eq!(ReceptionNumber::parse(" "), Err(ReceptionNumberFault::Empty));
        assert_eq!(
            ReceptionNumber::parse(&"2".repeat(1_000_000)),
            Err(ReceptionNumberFault::Invalid)
        );
    }

    proptest! {
        #[test]
        fn places_of_a_session_have_numbers_of_their_own_that_lie_together(
            chance in any::<u64>(), from in 0_u64..1_000_000
        ) {
            let numbers: BTreeSet<String> = (from..from + 2_000)
                .map(|sequence| ReceptionNumber::of_place(chance, sequence).as_str().to_owned())
                .collect();
            prop_assert_eq!(numbers.len(), 2_000);
            let blocks: BTreeSet<&str> = numbers.iter().map(|number| &number[..5]).collect();
            prop_assert!(blocks.len() <= 4);
        }

        #[test]
        fn every_number_parses_and_its_every_single_error_is_found(random in any::<u64>()) {
            let number = ReceptionNumber::from_random(random);
            prop_assert_eq!(ReceptionNumber::parse(number.as_str()), Ok(number.clone()));
            for place in 0..LENGTH {
                for letter in ALPHABET {
                    let mut changed = number.as_str().as_bytes().to_vec();
                    let was = std::mem::replace(&mut changed[place], *letter);
                    let parsed = ReceptionNumber::parse(std::str::from_utf8(&changed).unwrap());
                    prop_assert_eq!(parsed.is_ok(), was == *letter);
                }
            }
        }

        #[test]
        fn every_swap_of_two_characters_is_found(random in any::<u64>()) {
            let number = ReceptionNumber::from_random(random);
            for (one, other) in (0..LENGTH).flat_map(|one| (0..one).map(move |other| (one, other))) {
                let mut changed = number.as_str().as_bytes().to_vec();
                changed.swap(one, other);
                let parsed = ReceptionNumber::parse(std::str::from_utf8(&changed).unwrap());
                prop_assert_eq!(parsed.is_ok(), changed[one] == changed[other]);
            }
        }
    }
}
