//! The name of a file, without anything by which a file system or a reader's eye could be misled.

/// Characters of a name at most, its ending not counted.
const STEM_MAX: usize = 80;

/// A character of a name as it may stand in one: path separators and wildcards become `_`, control
/// characters and marks that are not seen or turn the direction of writing are left out.
pub fn harmless(character: char) -> Option<char> {
    match character {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => Some('_'),
        '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => None,
        character if character.is_control() => None,
        character => Some(character),
    }
}

/// The name that a browser sent for a file, made harmless, with one of these endings: the first, unless it
/// has another of them. Browsers may send a whole path; only its last part counts.
pub fn harmless_name(sent: &str, endings: &[&str]) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = last.chars().filter_map(harmless).collect();
    let (stem, ending) = match cleaned.rsplit_once('.') {
        Some((stem, ending)) => (stem, ending.to_ascii_lowercase()),
        None => (cleaned.as_str(), String::new()),
    };
    let known = endings.iter().find(|known| **known == ending).or_else(|| endings.first());
    let stem: String = stem.chars().take(STEM_MAX).collect();
    let stem = stem.trim_matches(|c: char| c == '.' || c == '_' || c.is_whitespace());
    let stem = if stem.is_empty() { "file" } else { stem };
    known.map_or_else(|| stem.to_owned(), |ending| format!("{stem}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: [&str; 2] = ["jpg", "jpeg"];

    #[test]
    fn a_name_keeps_what_people_read() {
        assert_eq!(harmless_name("履歴書 山田.pdf", &["pdf"]), "履歴書 山田.pdf");
        assert_eq!(harmless_name("写真.JPEG", &JPEG), "写真.jpeg");
        assert_eq!(harmless_name("v1.2 案.pdf", &["pdf"]), "v1.2 案.pdf");
    }

    #[test]
    fn a_name_is_no_path_and_has_no_hidden_characters() {
        for (sent, kept) in [
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\yamada\\履歴書.pdf", "履歴書.pdf"),
            ("..", "file.pdf"),
            ("", "file.pdf"),
            (".htaccess", "file.pdf"),
            ("a\r\nSet-Cookie: x=1\0.pdf", "aSet-Cookie_ x=1.pdf"),
            ("fdp.\u{202E}exe.pdf", "fdp.exe.pdf"),
            ("a\u{200B}b.pdf", "ab.pdf"),
        ] {
            assert_eq!(harmless_name(sent, &["pdf"]), kept, "{sent:?}");
        }
    }

    #[test]
    fn the_ending_is_that_of_the_content() {
        assert_eq!(harmless_name("run.exe", &["pdf"]), "run.pdf");
        assert_eq!(harmless_name("photo.pdf", &JPEG), "photo.jpg");
        assert_eq!(harmless_name("photo", &JPEG), "photo.jpg");
    }

    #[test]
    fn a_name_has_an_end() {
        assert_eq!(harmless_name(&"あ".repeat(500), &["pdf"]).chars().count(), 84);
    }
}
