//! Digits as people type them: in either width, with hyphens, spaces, dots and brackets between.

use super::hyphens::is_hyphen;

/// The half-width form of a digit of either width.
pub(super) fn half_width_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    }
}

/// Whether `c` may stand between digits without meaning anything.
pub(super) fn is_separator(c: char) -> bool {
    is_hyphen(c)
        || (c.is_whitespace() && !c.is_control())
        || matches!(
            c,
            '.' | '．'
                | '・'
                | '･'
                | '('
                | ')'
                | '（'
                | '）'
                | '['
                | ']'
                | '［'
                | '］'
                | '〔'
                | '〕'
        )
        || is_pasted_mark(c)
}

/// Address books put direction marks and zero-width characters around numbers that are copied out of
/// them. The digits are all that is stored, so they may come along.
fn is_pasted_mark(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The digits of `input` in half width; `None` if it holds anything but digits and separators.
pub(super) fn digits(input: &str) -> Option<String> {
    let mut digits = String::new();
    for c in input.trim().chars() {
        match half_width_digit(c) {
            Some(digit) => digits.push(digit),
            None if is_separator(c) => {}
            None => return None,
        }
    }
    Some(digits)
}

/// The same text with digits and signs in half width.
pub fn narrow(text: &str) -> String {
    let narrowed = |c: char| half_width_digit(c).unwrap_or(if is_hyphen(c) { '-' } else { c });
    text.chars().map(narrowed).collect()
}
