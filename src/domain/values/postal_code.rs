//! A Japanese postal code.

use super::digits::digits;

/// The rule that a postal code breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostalCodeFault {
    #[error("the postal code is empty")]
    Empty,
    #[error("a postal code has seven digits")]
    Invalid,
}

impl PostalCodeFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Invalid => "invalid_postal_code",
        }
    }
}

fault_code!(PostalCodeFault);

string_value! {
    /// A postal code (郵便番号): seven digits.
    personal PostalCode
}

impl PostalCode {
    /// Seven digits in either width, with or without a hyphen and 〒.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(input: &str) -> Result<Self, PostalCodeFault> {
        let typed = input.trim();
        if typed.is_empty() {
            return Err(PostalCodeFault::Empty);
        }
        let number = typed.strip_prefix(['〒', '〶', '〠']).unwrap_or(typed);
        digits(number).filter(|digits| digits.len() == 7).map(Self).ok_or(PostalCodeFault::Invalid)
    }

    /// As it is written on an envelope: `123-4567`.
    pub fn grouped(&self) -> String {
        match self.0.split_at_checked(3) {
            Some((area, rest)) => format!("{area}-{rest}"),
            None => self.0.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_is_stored_in_one_form_and_shown_in_two_groups() {
        for typed in [
            "123-4567",
            "1234567",
            "１２３－４５６７",
            "〒123-4567",
            "〒 １２３ー４５６７",
            "123 4567",
        ] {
            let code = PostalCode::parse(typed).unwrap_or_else(|fault| panic!("{typed}: {fault}"));
            assert_eq!((code.as_str(), code.grouped().as_str()), ("1234567", "123-4567"));
        }
    }

    #[test]
    fn what_is_no_postal_code_is_refused() {
        for typed in ["123-456", "123-45678", "12E-4567", "〒", "123\u{0}4567"] {
            assert_eq!(PostalCode::parse(typed), Err(PostalCodeFault::Invalid), "{typed}");
        }
        assert_eq!(PostalCode::parse(" "), Err(PostalCodeFault::Empty));
    }
}
