//! A long answer or a note: text of any number of lines.

use super::text::{self, TextFault};

string_value! {
    /// Text of any number of lines, kept as typed; lines end in `\n`.
    personal FreeText
}

impl FreeText {
    /// Text of 1 to `max` characters.
    ///
    /// # Errors
    /// The broken rule of [`text`].
    pub fn parse(input: &str, max: usize) -> Result<Self, TextFault> {
        text::multi_line(input, max).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_and_end_alike() {
        assert_eq!(FreeText::parse("一\r\n\r\n二\r\n", 10).unwrap().as_str(), "一\n\n二");
    }

    #[test]
    fn what_could_hurt_is_refused_in_long_text_too() {
        assert_eq!(FreeText::parse("一\0", 10), Err(TextFault::ControlCharacter));
        assert_eq!(FreeText::parse("一\u{202E}", 10), Err(TextFault::InvisibleCharacter));
        assert_eq!(FreeText::parse("\n \n", 10), Err(TextFault::Empty));
        assert_eq!(FreeText::parse("一二三", 2), Err(TextFault::TooLong));
    }
}
