//! A person's name, as they write it.

use super::text::{self, TextFault};

/// Characters in a name.
const MAX: usize = 100;

string_value! {
    /// A person's name (氏名), kept as typed.
    personal PersonName
}

impl PersonName {
    /// A name of 1 to 100 characters in one line.
    ///
    /// # Errors
    /// The broken rule of [`text`].
    pub fn parse(input: &str) -> Result<Self, TextFault> {
        text::single_line(input, MAX).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_as_typed() {
        for name in [
            "山田 太郎",
            "髙橋　﨑",
            "𠮷田",
            "葛\u{E0100}城",
            "ﾔﾏﾀﾞ",
            "Renée O'Neil-Smith",
            "😀",
            "=1+1",
            "<b>",
            "例",
            "{{name}}",
        ] {
            assert_eq!(PersonName::parse(name).as_ref().map(PersonName::as_str), Ok(name));
        }
    }

    #[test]
    fn names_that_could_hurt_are_refused() {
        let combining = format!("Z{}", "\u{0334}".repeat(50));
        for (name, code) in [
            ("", "empty"),
            ("　 ", "empty"),
            ("山田\0", "control_character"),
            ("山\n田", "control_character"),
            ("\u{202E}郎太", "invisible_character"),
            ("山\u{200B}田", "invisible_character"),
            (combining.as_str(), "combining_heavy"),
            (&"あ".repeat(101), "too_long"),
        ] {
            assert_eq!(PersonName::parse(name).unwrap_err().code(), code);
        }
    }

    #[test]
    fn a_name_is_masked_in_logs() {
        let name = PersonName::parse("山田 太郎").unwrap();
        assert_eq!(format!("{name:?}"), "PersonName(***)");
    }

    #[test]
    fn a_stored_name_is_a_plain_string_in_json() {
        let name = PersonName::parse("山田 太郎").unwrap();
        let json = serde_json::to_string(&name).unwrap();
        assert_eq!(json, "\"山田 太郎\"");
        assert_eq!(serde_json::from_str::<PersonName>(&json).unwrap(), name);
    }
}
