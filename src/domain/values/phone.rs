//! A telephone number in one form, however it was typed.

use super::digits::{half_width_digit, is_separator};

/// The rule that a telephone number breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    #[error("the telephone number is empty")]
    Empty,
    #[error("this is no telephone number")]
    Invalid,
}

impl PhoneFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Invalid => "invalid_phone",
        }
    }
}

fault_code!(PhoneFault);

string_value! {
    /// A telephone number: digits only; in Japan with the leading 0, abroad with a leading +.
    personal PhoneNumber
}

impl PhoneNumber {
    /// A Japanese number of 10 or 11 digits, or an international one of 7 to 15 (ITU-T E.164).
    /// `+81 3 ...` and `+81 (0)3 ...` become `03...`.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(input: &str) -> Result<Self, PhoneFault> {
        let typed = input.trim();
        if typed.is_empty() {
            return Err(PhoneFault::Empty);
        }
        let (international, digits) = read(typed).ok_or(PhoneFault::Invalid)?;
        let stored = match digits.strip_prefix("81") {
            Some(rest) if international => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
            _ if international => format!("+{digits}"),
            _ => digits,
        };
        if is_dialled(&stored) { Ok(Self(stored)) } else { Err(PhoneFault::Invalid) }
    }

    /// The last four digits, by which staff and caller make sure of each other.
    pub fn last_four(&self) -> &str {
        let start = self.0.len().saturating_sub(4);
        self.0.get(start..).unwrap_or(&self.0)
    }
}

/// Whether a + leads, and the digits.
fn read(typed: &str) -> Option<(bool, String)> {
    let mut international = false;
    let mut digits = String::new();
    for c in typed.chars() {
        match half_width_digit(c) {
            Some(digit) => digits.push(digit),
            None if matches!(c, '+' | '＋') && digits.is_empty() && !international => {
                international = true;
            }
            None if is_separator(c) => {}
            None => return None,
        }
    }
    Some((international, digits))
}

fn is_dialled(stored: &str) -> bool {
    match stored.strip_prefix('+') {
        Some(digits) => (7..=15).contains(&digits.len()) && !digits.starts_with('0'),
        None => (10..=11).contains(&stored.len()) && stored.starts_with('0'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stored(input: &str) -> String {
        PhoneNumber::parse(input)
            .unwrap_or_else(|fault| panic!("{input}: {fault}"))
            .as_str()
            .to_owned()
    }

    #[test]
    fn a_full_width_telephone_number_is_stored_in_half_width() {
        for typed in [
            "000-1234-5678",
            "０００－１２３４－５６７８",
            "000 1234 5678",
            "(000)1234-5678",
            "（０００）１２３４ー５６７８",
            "00012345678",
            "000.1234.5678",
            "000‐1234−5678",
            "000　1234　5678",
            " 000—1234―5678 ",
            "\u{202A}000-1234-5678\u{202C}",
            "000ｰ1234－5678",
        ] {
            assert_eq!(stored(typed), "00012345678", "{typed}");
        }
        assert_eq!(stored("083-231-0000"), "0832310000");
    }

    #[test]
    fn the_country_code_of_japan_becomes_the_leading_zero() {
        for typed in [
            "+81 3 1234 5678",
            "+81 (0)3 1234 5678",
            "＋８１－３－１２３４－５６７８",
            "+81312345678",
            "(+81) 3-1234-5678",
        ] {
            assert_eq!(stored(typed), "0312345678", "{typed}");
        }
    }

    #[test]
    fn other_countries_keep_the_plus() {
        assert_eq!(stored("+1 (202) 555-0100"), "+12025550100");
        assert_eq!(stored("+852 1234"), "+8521234");
    }

    #[test]
    fn what_is_no_telephone_number_is_refused() {
        for typed in [
            "000-1234",
            "123-4567-8901",
            "000-1234-567890",
            "090-1234-567a",
            "内線1234",
            "---",
            "+",
            "++81 3 1234 5678",
            "81+312345678",
            "+0123456789",
            "+1234567890123456",
            "+81 3 1234",
            "+123456",
            "090-1234-5678 090-1234-5678",
            "０九〇一二三四五六七八",
            "0312345678\0",
            "03\n12345678",
            "٠٣١٢٣٤٥٦٧٨",
            "03-1234-5678#12",
        ] {
            assert_eq!(
                PhoneNumber::parse(typed).expect_err(typed).code(),
                "invalid_phone",
                "{typed}"
            );
        }
        assert_eq!(PhoneNumber::parse("　").unwrap_err().code(), "empty");
    }

    #[test]
    fn the_last_four_digits_can_be_told() {
        assert_eq!(PhoneNumber::parse("000-1234-5678").unwrap().last_four(), "5678");
        assert_eq!(
            format!("{:?}", PhoneNumber::parse("000-1234-5678").unwrap()),
            "PhoneNumber(***)"
        );
    }

    proptest! {
        #[test]
        fn a_stored_number_is_stored_again_as_it_is(typed in "[+＋]?[0-9０-９ ー－()-]{7,18}") {
            if let Ok(once) = PhoneNumber::parse(&typed) {
                prop_assert_eq!(PhoneNumber::parse(once.as_str()), Ok(once));
            }
        }
    }
}
