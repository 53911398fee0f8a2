//! Keeps text of a csv file from being run as a formula.
//!
//! A spreadsheet that opens csv takes a field for a formula when it begins with `=`, `+`, `-` or `@`,
//! some also after blanks or invisible characters, or (a Japanese Excel, by its full-width input) with
//! the full-width forms. Quoting the field does not help. The well-known answer (OWASP, CWE-1236) is an
//! apostrophe in front: `'=1+1`. The person sees the apostrophe, then everything that was typed.
//!
//! * No text of a list begins with such a character, without exception. `+81312345678` would be
//!   harmless, but Excel reads it as a number, losing the `+` without which nobody can dial it; with the
//!   apostrophe it stays whole (Japanese numbers are written in the national way, see `telephone`).
//! * Numbers that we write as numbers (`-5`) are left alone.
//! * It can be undone: [`restore`] gives back exactly what [`neutralise`] was given, for every text.
//!   For this, a text that already looks neutralised (`'=1+1`) gets one more apostrophe.
//!
//! Csv has no types; a spreadsheet still guesses at other text (`1-2` becomes a date, `00123` loses its
//! zeros). This is no danger and is left alone: who wants text to stay text takes xlsx.

use std::borrow::Cow;

use super::invisible::is_invisible;

/// What stands in front of a text that would be run.
pub const MARK: &str = "'";

/// The text as it may stand in a csv file.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if needs_mark(text) { Cow::Owned(format!("{MARK}{text}")) } else { Cow::Borrowed(text) }
}

/// What [`neutralise`] was given: the mirror for reading a list back in.
pub fn restore(field: &str) -> &str {
    match field.strip_prefix(MARK) {
        Some(text) if needs_mark(text) => text,
        _ => field,
    }
}

/// Whether the text would be run, or already looks neutralised.
pub fn needs_mark(text: &str) -> bool {
    is_dangerous(text.trim_start_matches(MARK))
}

fn is_dangerous(text: &str) -> bool {
    // A tab or line end at the front can move what follows into a cell of its own.
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start_matches(is_overlooked).starts_with(begins_formula)
}

fn begins_formula(character: char) -> bool {
    matches!(
        character,
        '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−' | '﹢' | '﹣' | '﹦' | '﹫'
    )
}

/// What a spreadsheet, or an encoding that cannot hold it, may skip before a formula.
fn is_overlooked(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_invisible(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whatever_begins_like_a_formula_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\tx",
            "＝1+1",
            "＋1",
            "－1",
            "＠a",
            " =1",
            "　=1",
            "\u{200B}=1",
            "\u{FEFF}@a",
            "\u{E0100}=1",
            "−1",
            "+81312345678",
            "-",
        ] {
            assert_eq!(neutralise(text), format!("'{text}"), "{text:?}");
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "",
            "山田 太郎",
            "a=b",
            "03-1234-5678",
            "'quoted'",
            "O'Neill",
            "''",
            "ー",
            "・1",
            "a@example.jp",
            "1-2",
        ] {
            assert_eq!(neutralise(text), text);
            assert_eq!(restore(text), text);
        }
    }

    #[test]
    fn a_text_that_already_looks_neutralised_comes_back_as_it_was() {
        assert_eq!(neutralise("'=1"), "''=1");
        assert_eq!(restore("''=1"), "'=1");
        assert_eq!(restore("'=1"), "=1");
    }

    proptest! {
        #[test]
        fn neutralising_can_always_be_undone(text in "['=+@ \t\r\n　－a1-]{0,6}|.{0,8}") {
            let field = neutralise(&text);
            prop_assert_eq!(restore(&field), text.as_str());
            prop_assert!(!is_dangerous(&field));
        }
    }
}
