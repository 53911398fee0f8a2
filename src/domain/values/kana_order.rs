//! The order of readings in a Japanese list (あかさたなはまやらわ).

use super::search_key::search_key;

/// The rows of the table of fifty sounds, by their first kana.
const ROWS: [(char, char, char); 10] = [
    ('ぁ', 'お', 'あ'),
    ('か', 'ご', 'か'),
    ('さ', 'ぞ', 'さ'),
    ('た', 'ど', 'た'),
    ('な', 'の', 'な'),
    ('は', 'ぽ', 'は'),
    ('ま', 'も', 'ま'),
    ('ゃ', 'よ', 'や'),
    ('ら', 'ろ', 'ら'),
    ('ゎ', 'ん', 'わ'),
];

/// Where a reading stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KanaOrder {
    /// Kana before Latin letters before what has no reading.
    rank: u8,
    /// Without voicing marks and small kana: those decide only between what is otherwise the same (JIS X 4061).
    plain: String,
    marked: String,
}

impl KanaOrder {
    /// Of a reading; where there is none, of the name.
    pub fn of(kana: Option<&str>, name: &str) -> Self {
        let marked = search_key(kana.filter(|kana| !kana.trim().is_empty()).unwrap_or(name));
        let plain = plain(&marked);
        let rank = match plain.chars().next() {
            Some('ぁ'..='ん' | 'ゔ') => 0,
            Some(c) if c.is_ascii_alphabetic() => 1,
            _ => 2,
        };
        Self { rank, plain, marked }
    }

    /// The letter of the group: あ to わ, A for Latin letters, 他 for all else.
    pub fn letter(&self) -> char {
        let Some(first) = self.plain.chars().next() else { return '他' };
        let row = ROWS.iter().find(|(from, to, _)| (*from..=*to).contains(&first));
        match row {
            Some((_, _, letter)) => *letter,
            None if self.rank == 1 => 'A',
            None => '他',
        }
    }
}

/// Long vowels as the vowel they draw out, voiced kana as voiceless ones, small ones as large ones.
fn plain(folded: &str) -> String {
    let mut plain = String::with_capacity(folded.len());
    for c in folded.chars() {
        let next = match c {
            '-' => plain.chars().last().and_then(vowel_of).unwrap_or('-'),
            'ゔ' => 'う',
            'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'ゃ' | 'ゅ' | 'ょ' | 'っ' | 'ゎ' => {
                shifted(c, 1)
            }
            'が'..='ぢ' if u32::from(c) % 2 == 0 => shifted(c, -1),
            'づ' | 'で' | 'ど' | 'ば' | 'び' | 'ぶ' | 'べ' | 'ぼ' => shifted(c, -1),
            'ぱ' | 'ぴ' | 'ぷ' | 'ぺ' | 'ぽ' => shifted(c, -2),
            other => other,
        };
        plain.push(next);
    }
    plain
}

fn shifted(c: char, by: i32) -> char {
    u32::from(c).checked_add_signed(by).and_then(char::from_u32).unwrap_or(c)
}

fn vowel_of(c: char) -> Option<char> {
    const COLUMNS: [(&str, char); 5] = [
        ("あかさたなはまやらわ", 'あ'),
        ("いきしちにひみり", 'い'),
        ("うくすつぬふむゆる", 'う'),
        ("えけせてねへめれ", 'え'),
        ("おこそとのほもよろを", 'お'),
    ];
    COLUMNS.iter().find(|(kana, _)| kana.contains(c)).map(|(_, vowel)| *vowel)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(names: &[&'static str]) -> Vec<&'static str> {
        let mut sorted = names.to_vec();
        sorted.sort_by_key(|kana| KanaOrder::of(Some(kana), ""));
        sorted
    }

    #[test]
    fn readings_stand_in_the_order_of_a_japanese_list() {
        let wanted = [
            "あべ",
            "アンドウ",
            "いとう",
            "ｶﾄｳ",
            "ガトウ",
            "さとう",
            "すず",
            "すずき",
            "ハース",
            "はあた",
            "わだ",
            "Smith",
        ];
        let mut mixed = wanted;
        mixed.reverse();
        assert_eq!(sorted(&mixed), wanted);
        assert_eq!(sorted(&["ばば", "はは", "ぱぱ", "はば"]), ["はは", "はば", "ばば", "ぱぱ"]);
        assert_eq!(sorted(&["しょう", "しよう"]), ["しょう", "しよう"]);
    }

    #[test]
    fn each_stands_under_its_letter() {
        let letters = [
            ("あべ", 'あ'),
            ("ヴァン", 'あ'),
            ("ｶﾞﾄｳ", 'か'),
            ("じつかわ", 'さ'),
            ("どい", 'た'),
            ("のだ", 'な'),
            ("ぱく", 'は'),
            ("もり", 'ま'),
            ("ゆあさ", 'や'),
            ("ろく", 'ら'),
            ("ゐ", 'わ'),
            ("Łukasz", '他'),
            ("Smith", 'A'),
        ];
        for (kana, letter) in letters {
            assert_eq!(KanaOrder::of(Some(kana), "").letter(), letter, "{kana}");
        }
        assert_eq!(KanaOrder::of(None, "山田").letter(), '他');
        assert_eq!(KanaOrder::of(Some(" "), "やまだ").letter(), 'や');
    }
}
