//! A short answer: text of one line.

use super::text::{self, TextFault};

string_value! {
    /// Text of one line, kept as typed.
    personal Line
}

impl Line {
    /// Text of 1 to `max` characters in one line.
    ///
    /// # Errors
    /// The broken rule of [`text`].
    pub fn parse(input: &str, max: usize) -> Result<Self, TextFault> {
        text::single_line(input, max).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_long_as_its_question_allows() {
        assert_eq!(Line::parse(" 答え ", 2).unwrap().as_str(), "答え");
        assert_eq!(Line::parse("答えは", 2), Err(TextFault::TooLong));
        assert_eq!(Line::parse(" ", 2), Err(TextFault::Empty));
    }

    #[test]
    fn a_line_has_no_line_break() {
        assert_eq!(Line::parse("一\n二", 10), Err(TextFault::ControlCharacter));
        assert_eq!(Line::parse("一\r\n二", 10), Err(TextFault::ControlCharacter));
    }
}
