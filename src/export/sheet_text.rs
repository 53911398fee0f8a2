//! Text as a worksheet can hold it.

use std::borrow::Cow;

/// The longest text of a cell, in UTF-16 units (Excel's specification).
pub const CELL_LIMIT: usize = 32_767;

/// The longest name of a worksheet, in UTF-16 units (Excel's specification).
const NAME_LIMIT: usize = 31;

/// Ends a text that had to be cut.
const CUT_MARK: &str = "…(以下略)";

/// Stands where a character was that XML cannot hold.
const NOT_IN_XML: char = '\u{FFFD}';

/// A text with what had to be done to it.
pub struct SheetText<'a> {
    pub text: Cow<'a, str>,
    /// Whether its end is missing; it then ends in a mark that says so.
    pub shortened: bool,
}

/// The text as a cell can hold it: line ends as Excel has them, nothing that XML 1.0 forbids, not
/// longer than [`CELL_LIMIT`].
pub fn cell_text(text: &str) -> SheetText<'_> {
    let legal = legal_characters(text);
    if legal.len() <= CELL_LIMIT || utf16_length(&legal) <= CELL_LIMIT {
        return SheetText { text: legal, shortened: false };
    }
    let kept = first_units(&legal, CELL_LIMIT - utf16_length(CUT_MARK));
    SheetText { text: Cow::Owned(format!("{kept}{CUT_MARK}")), shortened: true }
}

fn legal_characters(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c == '\r' || !is_legal_in_xml(c)) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.chars().map(|c| if is_legal_in_xml(c) { c } else { NOT_IN_XML }).collect())
}

/// `Char` of XML 1.0, section 2.2, without the control characters above ASCII that it discourages.
fn is_legal_in_xml(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        character => !character.is_control(),
    }
}

fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// As much of the text as fits into so many UTF-16 units, whole characters only.
fn first_units(text: &str, units: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, character)| {
        used += character.len_utf16();
        used > units
    });
    end.map_or(text, |(end, _)| text.split_at(end).0)
}

/// The name of a worksheet after a session's: at most 31 units, without the characters Excel refuses
/// (Japanese Excel refuses their full-width forms too), never empty, no apostrophe at either end, not
/// the reserved `History`.
pub fn sheet_name(session: &str) -> String {
    let replaced: String =
        session.chars().filter(|c| is_legal_in_xml(*c)).map(allowed_in_name).collect();
    let is_edge = |c: char| c == '\'' || c.is_whitespace();
    let name = first_units(replaced.trim_matches(is_edge), NAME_LIMIT).trim_end_matches(is_edge);
    match name {
        "" => "参加者".to_owned(),
        reserved if reserved.eq_ignore_ascii_case("history") => format!("{reserved}_"),
        name => name.to_owned(),
    }
}

fn allowed_in_name(character: char) -> char {
    match character {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '［' | '］' | '：' | '＊' | '？' | '／'
        | '＼' | '￥' => '_',
        '\t' | '\n' | '\r' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_the_session_s_name_made_legal() {
        assert_eq!(sheet_name("萩(午前)"), "萩(午前)");
        assert_eq!(sheet_name("10/15 [午前]: A*?\\／"), "10_15 _午前__ A____");
        assert_eq!(sheet_name("'引用'"), "引用");
        assert_eq!(sheet_name(" '\t\0"), "参加者");
        assert_eq!(sheet_name("HISTORY"), "HISTORY_");
        assert_eq!(sheet_name(&"𠮷".repeat(40)), "𠮷".repeat(15));
        assert_eq!(sheet_name(&format!("{}'x", "あ".repeat(30))), "あ".repeat(30));
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_with_a_mark() {
        let fits = "𠮷".repeat(16_383);
        assert!(!cell_text(&fits).shortened);
        let cut = cell_text(&"𠮷".repeat(16_384)).text.into_owned();
        assert!(cut.ends_with("𠮷…(以下略)"));
        assert!((CELL_LIMIT - 1..=CELL_LIMIT).contains(&utf16_length(&cut)));
    }

    #[test]
    fn what_xml_cannot_hold_is_shown_as_missing() {
        assert_eq!(
            cell_text("a\u{1}b\u{FFFF}\u{85}c\r\nd\re\t").text,
            "a\u{FFFD}b\u{FFFD}\u{FFFD}c\nd\ne\t"
        );
        assert!(matches!(cell_text("髙﨑𠮷😀").text, Cow::Borrowed(_)));
    }
}
