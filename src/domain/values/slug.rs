//! The name of a thing in a web address.

/// Characters.
const MIN: usize = 2;
const MAX: usize = 60;

/// The rule that a slug breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugFault {
    #[error("the name is empty")]
    Empty,
    #[error("the name is too short")]
    TooShort,
    #[error("the name is too long")]
    TooLong,
    #[error("the name holds something other than a-z, 0-9 and hyphens inside")]
    Invalid,
}

impl SlugFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Invalid => "invalid_slug",
        }
    }
}

fault_code!(SlugFault);

string_value! {
    /// 2 to 60 characters of `a-z`, `0-9` and hyphens, the latter not at an end.
    open Slug
}

impl Slug {
    /// A slug exactly as given: what is in a web address is not guessed at.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(input: &str) -> Result<Self, SlugFault> {
        let is_slug_text = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if input.is_empty() {
            return Err(SlugFault::Empty);
        }
        if !input.chars().all(is_slug_text) || input.starts_with('-') || input.ends_with('-') {
            return Err(SlugFault::Invalid);
        }
        match input.len() {
            ..MIN => Err(SlugFault::TooShort),
            MIN..=MAX => Ok(Self(input.to_owned())),
            _ => Err(SlugFault::TooLong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_taken_exactly_as_given() {
        for slug in ["ab", "telework-2026", "2026", "a--b", &"a".repeat(60)] {
            assert_eq!(Slug::parse(slug).as_ref().map(Slug::as_str), Ok(slug));
        }
    }

    #[test]
    fn what_is_no_slug_is_refused() {
        for (input, code) in [
            ("", "empty"),
            ("a", "too_short"),
            (&"a".repeat(61), "too_long"),
            ("Telework", "invalid_slug"),
            ("-a", "invalid_slug"),
            ("a-", "invalid_slug"),
            ("a b", "invalid_slug"),
            (" ab", "invalid_slug"),
            ("テレワーク", "invalid_slug"),
            ("a/b", "invalid_slug"),
            ("..", "invalid_slug"),
            ("a\0", "invalid_slug"),
            ("ａｂ", "invalid_slug"),
        ] {
            assert_eq!(Slug::parse(input).unwrap_err().code(), code, "{input}");
        }
    }
}
