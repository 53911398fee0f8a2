//! 法人番号: the number that the tax agency gives to every corporation.

use super::digits::digits;

/// The rule that a corporate number breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorporateNumberFault {
    #[error("the corporate number is empty")]
    Empty,
    #[error("a corporate number has thirteen digits")]
    Invalid,
    #[error("the check digit does not fit the other twelve")]
    WrongCheckDigit,
}

impl CorporateNumberFault {
    /// The stable name of the rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Invalid => "invalid_corporate_number",
            Self::WrongCheckDigit => "wrong_check_digit",
        }
    }
}

fault_code!(CorporateNumberFault);

string_value! {
    /// A corporate number (法人番号): thirteen digits, of which the first is the check digit. Public.
    open CorporateNumber
}

impl CorporateNumber {
    /// Thirteen digits in either width, with or without hyphens and spaces. A leading T is taken off:
    /// a corporation's invoice number is T and its corporate number.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(input: &str) -> Result<Self, CorporateNumberFault> {
        let typed = input.trim();
        if typed.is_empty() {
            return Err(CorporateNumberFault::Empty);
        }
        let number = typed.strip_prefix(['T', 't', 'Ｔ', 'ｔ']).unwrap_or(typed);
        let number = digits(number)
            .filter(|digits| digits.len() == 13)
            .ok_or(CorporateNumberFault::Invalid)?;
        if is_checked(&number) {
            Ok(Self(number))
        } else {
            Err(CorporateNumberFault::WrongCheckDigit)
        }
    }
}

/// The check digit is 9 less the remainder by 9 of the sum of the twelve digits, of which those in
/// even places from the right count double (法人番号の指定等に関する省令, article 2).
fn is_checked(number: &str) -> bool {
    let mut from_the_right: Vec<u32> =
        number.chars().rev().filter_map(|c| c.to_digit(10)).collect();
    let check_digit = from_the_right.pop();
    let sum: u32 = from_the_right
        .iter()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    check_digit == Some(9 - sum % 9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_tax_agency_itself_is_valid_in_every_spelling() {
        for typed in [
            "7000012050002",
            "７０００－０１２０５－０００２",
            "7 0000 1205 0002",
            "T7000012050002",
        ] {
            assert_eq!(CorporateNumber::parse(typed).unwrap().as_str(), "7000012050002", "{typed}");
        }
    }

    #[test]
    fn published_numbers_are_valid() {
        // The tax agency's own, and the one it works its explanation of the check digit on.
        for number in ["7000012050002", "8700110005901"] {
            assert!(CorporateNumber::parse(number).is_ok(), "{number}");
        }
    }

    #[test]
    fn a_wrong_digit_is_found() {
        // The weights modulo 9 cannot tell 0 from 9 in one place; every other change is found.
        let number = "7000012050002";
        for (place, digit) in number.char_indices() {
            for other in ('0'..='9').filter(|other| {
                *other != digit && !matches!((digit, *other), ('0', '9') | ('9', '0'))
            }) {
                let mut changed = number.to_owned();
                changed.replace_range(place..=place, &other.to_string());
                assert_eq!(
                    CorporateNumber::parse(&changed),
                    Err(CorporateNumberFault::WrongCheckDigit),
                    "{changed}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_corporate_number_is_refused() {
        for typed in ["700001205000", "70000120500021", "7000012050OO2", "-", "TT7000012050002"] {
            assert_eq!(
                CorporateNumber::parse(typed).unwrap_err().code(),
                "invalid_corporate_number",
                "{typed}"
            );
        }
        assert_eq!(CorporateNumber::parse("　").unwrap_err().code(), "empty");
    }
}
