//! The name under which a browser saves a list.

use std::fmt::Write;

use chrono::NaiveDate;

use super::format::Format;
use crate::domain::values::file_name::harmless;

/// File systems end at 255 bytes a name; date, ending and a browser's ` (1)` need some of them.
const TITLE_BYTES: usize = 180;

/// The name of a list's file: title, day, ending. Whatever a file system, or a reader's eye, could be
/// misled by is left out of the title (path separators, control characters, marks that turn the
/// direction of writing, dots at the front).
pub fn file_name(title: &str, day: NaiveDate, format: Format) -> String {
    file_name_with(title, day, format.ending())
}

/// The same for a file of another kind, by its ending.
pub fn file_name_with(title: &str, day: NaiveDate, ending: &str) -> String {
    let cleaned: String = title.chars().filter_map(harmless).collect();
    let mut cleaned = cleaned.trim_matches(|c: char| c == '.' || c == '_' || c.is_whitespace());
    if cleaned.len() > TITLE_BYTES {
        cleaned = cleaned.split_at(cleaned.floor_char_boundary(TITLE_BYTES)).0;
    }
    let cleaned = if cleaned.is_empty() { "attendees" } else { cleaned };
    format!("{cleaned}_{}.{ending}", day.format("%Y%m%d"))
}

/// The value of Content-Disposition (RFC 6266): the name in UTF-8, before it one in ASCII for whoever
/// cannot read that. Only ASCII letters, digits and `._-` ever stand unescaped, so nothing in a name
/// can end the value or the header.
pub fn content_disposition(file_name: &str) -> String {
    format!(
        "attachment; filename=\"{}\"; filename*=UTF-8''{}",
        ascii_name(file_name),
        percent_encoded(file_name)
    )
}

/// What is left of a name in ASCII; `attendees` stands for a title of which nothing is left.
fn ascii_name(file_name: &str) -> String {
    let mut kept = String::new();
    for character in file_name.chars() {
        if is_plain(character) {
            kept.push(character);
        } else if !kept.ends_with('_') {
            kept.push('_');
        }
    }
    let kept = kept.trim_start_matches(['_', '.', '-']);
    match kept.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => kept.to_owned(),
        _ => format!("attendees_{kept}"),
    }
}

fn percent_encoded(file_name: &str) -> String {
    file_name.bytes().fold(String::new(), |mut encoded, byte| {
        if is_plain(char::from(byte)) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::super::format::Encoding;
    use super::*;

    fn named(title: &str) -> String {
        let day = NaiveDate::from_ymd_opt(2026, 10, 15).unwrap();
        file_name(title, day, Format::Csv(Encoding::Utf8Bom))
    }

    #[test]
    fn a_list_is_named_after_its_session_with_the_day() {
        assert_eq!(named("萩(午前)"), "萩(午前)_20261015.csv");
        assert_eq!(named("a/b\\c:d"), "a_b_c_d_20261015.csv");
    }

    #[test]
    fn nothing_in_a_title_can_leave_the_folder_or_mislead() {
        assert_eq!(named("../../etc/passwd"), "etc_passwd_20261015.csv");
        assert_eq!(named("...  "), "attendees_20261015.csv");
        assert_eq!(named("説明\u{202E}会\r\n\0"), "説明会_20261015.csv");
        assert!(named(&"あ".repeat(500)).len() < 200);
    }

    #[test]
    fn the_header_names_the_file_in_utf_8_with_an_ascii_name_before_it() {
        assert_eq!(
            content_disposition("萩_20261015.csv"),
            "attachment; filename=\"attendees_20261015.csv\"; filename*=UTF-8''%E8%90%A9_20261015.csv"
        );
        assert_eq!(
            content_disposition("Hagi 2_1.csv"),
            "attachment; filename=\"Hagi_2_1.csv\"; filename*=UTF-8''Hagi%202_1.csv"
        );
    }

    #[test]
    fn no_name_can_end_the_header() {
        let header = content_disposition("a\"; x=\r\nSet-Cookie: a=b;%'*.csv");
        assert_eq!(header.matches('"').count(), 2);
        assert!(header.chars().all(|c| c.is_ascii() && !c.is_ascii_control()));
        assert_eq!(header.matches("; ").count(), 2);
    }
}
