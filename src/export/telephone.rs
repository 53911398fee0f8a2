//! A telephone number as csv shows it: in the national way, with hyphens.
//!
//! `0312345678` in csv is a number to Excel, and the organizer gets `312345678`, which reaches nobody. A
//! hyphen makes it text everywhere, without any mark to be explained; the service reads it back like any
//! other spelling. `+81312345678` is the same number and is written the same way. Where the area code's
//! length is not plain from the first digits, only the last four are set apart: a boundary that every
//! Japanese number has. Xlsx and json carry the number as it is stored.

use std::borrow::Cow;

/// The number as it may stand in csv; what is not a Japanese number stays as it is.
pub fn hyphenated(stored: &str) -> Cow<'_, str> {
    let national = match stored.strip_prefix("+81") {
        Some(rest) if !rest.starts_with('0') => Cow::Owned(format!("0{rest}")),
        _ => Cow::Borrowed(stored),
    };
    let digits = national.starts_with('0') && national.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(10..=11).contains(&national.len()) {
        return Cow::Borrowed(stored);
    }
    let (first, second) = groups(&national);
    let (code, rest) = national.split_at(first);
    let (exchange, subscriber) = rest.split_at(second);
    Cow::Owned(if exchange.is_empty() {
        format!("{code}-{subscriber}")
    } else {
        format!("{code}-{exchange}-{subscriber}")
    })
}

/// The lengths of the first two groups (総務省, 電気通信番号計画); the second is 0 where they cannot be told apart.
fn groups(digits: &str) -> (usize, usize) {
    let starts_with = |codes: &[&str]| codes.iter().any(|code| digits.starts_with(code));
    match digits.len() {
        11 if digits.starts_with("0800") => (4, 3),
        11 if starts_with(&["020", "050", "060", "070", "080", "090"]) => (3, 4),
        10 if starts_with(&["0120", "0570", "0990", "0180"]) => (4, 3),
        10 if starts_with(&["03", "06"]) => (2, 4),
        length => (length - 4, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::phone::PhoneNumber;

    #[test]
    fn japanese_numbers_are_grouped() {
        for (stored, shown) in [
            ("0312345678", "03-1234-5678"),
            ("+81312345678", "03-1234-5678"),
            ("09012345678", "090-1234-5678"),
            ("0120123456", "0120-123-456"),
            ("08001234567", "0800-123-4567"),
            ("0838123456", "083812-3456"),
        ] {
            assert_eq!(hyphenated(stored), shown);
        }
    }

    #[test]
    fn what_is_shown_is_read_back_as_what_is_stored() {
        for stored in ["0312345678", "09012345678", "0838123456", "08001234567", "+14155552671"] {
            let read = PhoneNumber::parse(&hyphenated(stored)).unwrap();
            assert_eq!(read.as_str(), stored);
        }
    }

    #[test]
    fn other_numbers_stay_as_they_are() {
        for stored in [
            "+14155552671",
            "03-1234-5678",
            "110",
            "",
            "0312345678 内線12",
            "12345678901",
            "+8103",
            "+81",
            "０３１２３４５６７８",
        ] {
            assert_eq!(hyphenated(stored), stored);
        }
    }
}
