//! How a name is read (ふりがな).

use super::hyphens::is_hyphen;
use super::text::{self, TextFault};

/// Characters; half-width kana need two for one with a voicing mark.
const MAX: usize = 200;

/// The rule that a reading breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KanaFault {
    #[error(transparent)]
    Text(#[from] TextFault),
    #[error("the reading holds something other than kana and Latin letters")]
    NotKana,
}

impl KanaFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Text(fault) => fault.code(),
            Self::NotKana => "invalid_kana",
        }
    }
}

fault_code!(KanaFault);

string_value! {
    /// A reading in hiragana or katakana of either width, or in Latin letters; kept as typed.
    personal Kana
}

impl Kana {
    /// A reading of 1 to 200 characters in one line.
    ///
    /// # Errors
    /// The broken rule of [`text`], or `invalid_kana`.
    pub fn parse(input: &str) -> Result<Self, KanaFault> {
        let text = text::single_line(input, MAX)?;
        let is_a_reading = text.chars().all(may_stand) && text.chars().any(is_sound);
        if is_a_reading { Ok(Self(text)) } else { Err(KanaFault::NotKana) }
    }
}

fn may_stand(c: char) -> bool {
    is_kana(c) || is_latin(c) || is_hyphen(c) || c.is_whitespace() || is_between_words(c)
}

/// Not only marks: long vowels, voicing, middle dots.
fn is_sound(c: char) -> bool {
    (is_kana(c) || is_latin(c)) && c.is_alphabetic() && !is_hyphen(c)
}

fn is_kana(c: char) -> bool {
    matches!(
        c,
        '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{309F}' | '\u{30A0}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
            | '\u{FF66}'..='\u{FF9F}'
    )
}

fn is_latin(c: char) -> bool {
    let in_a_latin_block = matches!(
        c,
        'A'..='Z' | 'a'..='z' | '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}'
            | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}'
    );
    (in_a_latin_block && c.is_alphabetic()) || matches!(c, '\u{0300}'..='\u{036F}')
}

/// Middle dots, apostrophes, full stops (John Smith Jr.) and commas, in either width.
fn is_between_words(c: char) -> bool {
    matches!(c, '・' | '･' | '·' | '\'' | '’' | '＇' | '.' | '．' | ',' | '，')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_in_either_kana_and_width_are_kept_as_typed() {
        for reading in [
            "やまだ たろう",
            "ヤマダ　タロウ",
            "ﾔﾏﾀﾞ ﾀﾛｳ",
            "ジョン・スミス",
            "ｼﾞｮﾝ･ｽﾐｽ",
            "おーい",
            "オ－イ",
            "オ-イ",
            "ヴァイオレット",
            "ゔ",
            "John Smith Jr.",
            "René O’Neil",
            "Ｊｏｈｎ",
            "カ゚",
            "ㇷ゚",
        ] {
            assert_eq!(Kana::parse(reading).as_ref().map(Kana::as_str), Ok(reading));
        }
    }

    #[test]
    fn kanji_digits_and_emoji_are_no_reading() {
        for input in [
            "山田",
            "やまだ太郎",
            "やまだ3",
            "😀",
            "やまだ!",
            "・",
            "ー",
            "やまだ\u{FE00}",
            "→",
            "×",
        ] {
            assert_eq!(Kana::parse(input).unwrap_err().code(), "invalid_kana", "{input}");
        }
    }

    #[test]
    fn the_rules_of_all_text_hold_for_readings() {
        assert_eq!(Kana::parse("　").unwrap_err().code(), "empty");
        assert_eq!(Kana::parse("やま\u{200B}だ").unwrap_err().code(), "invisible_character");
        assert_eq!(Kana::parse("やま\0だ").unwrap_err().code(), "control_character");
        assert_eq!(Kana::parse(&"あ".repeat(201)).unwrap_err().code(), "too_long");
    }
}
