//! Values of people made inert: text that stays one line, in one direction, and links to nothing.
//!
//! Input is checked where it comes in; this is what still holds when a value came from an import or
//! an older version. It changes what is shown in a mail, never what is stored.

/// Longest single value shown, in characters. A name may fill a line, not a page.
const LONGEST_LINE: usize = 300;
/// Most lines shown of a text that may have several.
const MOST_LINES: usize = 40;
/// Longest paragraph of what an organizer writes to many, in characters: unwrapped, it is one line.
const LONGEST_PARAGRAPH: usize = 4_000;
/// Most lines of such a text.
const MOST_PARAGRAPHS: usize = 300;

/// The text as one line: line breaks and control characters become spaces, marks that change the
/// direction of the text around them are dropped, and it is cut at 300 characters.
pub(super) fn single_line(text: &str) -> String {
    shortened(text, LONGEST_LINE)
}

/// Like [`single_line`], cut at `longest` characters with an ellipsis.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    // The ideographic space between family and given name is kept: only runs are folded.
    let mut line = String::with_capacity(visible.len());
    let mut after_space = true;
    for c in visible.chars() {
        if !(c.is_whitespace() && after_space) {
            line.push(c);
        }
        after_space = c.is_whitespace();
    }
    let line = line.trim_end();
    if line.chars().count() <= longest {
        return line.to_owned();
    }
    let mut cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// One line of what an applicant typed. Such text reaches whoever's address was typed beside it, so
/// a link in a name must not become one in the mail.
pub(super) fn typed(text: &str) -> String {
    single_line(text).replace("://", "：／／")
}

/// One line for a header, cut at `longest` characters: what looks like an encoded word (RFC 2047) is
/// broken up, because the library leaves it as it is and the reader's program would decode it.
pub(super) fn header_text(text: &str, longest: usize) -> String {
    shortened(&single_line(text).replace("=?", "= ?"), longest)
}

/// The lines of a text that may have several, each as by [`single_line`], without empty ends.
pub(super) fn lines(text: &str) -> Vec<String> {
    cut(text, LONGEST_LINE, MOST_LINES)
}

/// The lines of what an organizer writes to many: the same with room for whole paragraphs.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    cut(text, LONGEST_PARAGRAPH, MOST_PARAGRAPHS)
}

fn cut(text: &str, longest: usize, most: usize) -> Vec<String> {
    let lines = text.split(['\n', '\u{2028}', '\u{2029}']).map(|line| shortened(line, longest));
    let mut lines: Vec<_> = lines.skip_while(String::is_empty).take(most).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Marks that show nothing themselves: direction (Trojan Source), byte order mark, soft hyphen.
/// Joiners and variation selectors stay: names and emoji need them.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_of_every_kind_are_folded() {
        assert_eq!(single_line("a\r\nBcc: x\u{85}\u{2028}b\u{b}\0c"), "a Bcc: x b c");
    }

    #[test]
    fn names_are_kept_with_ideographic_space_variation_selectors_and_emoji() {
        for name in ["山田　太郎", "葛\u{E0100}城 さくら", "𠮷野 家👩\u{200D}💻", "ﾔﾏﾀﾞ"]
        {
            assert_eq!(typed(name), name);
        }
    }

    #[test]
    fn marks_that_turn_the_direction_are_dropped() {
        assert_eq!(single_line("a\u{202E}cod.exe\u{202C}\u{FEFF}"), "acod.exe");
    }

    #[test]
    fn a_link_in_a_name_is_no_link() {
        assert_eq!(typed("https://example.com/ 当選"), "https：／／example.com/ 当選");
    }

    #[test]
    fn an_encoded_word_in_a_header_is_broken_up() {
        assert_eq!(header_text("=\u{200B}?utf-8?Q?x?=", 60), "= ?utf-8?Q?x?=");
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let cut = shortened(&"𠮷".repeat(1000), 60);
        assert_eq!(cut.chars().count(), 60);
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn lines_keep_their_order_and_lose_empty_ends() {
        assert_eq!(lines("\n\na\r\n\nb\n \n"), ["a", "", "b"]);
    }

    #[test]
    fn a_paragraph_of_the_organizers_is_not_cut_like_a_name() {
        let long = "長い段落。".repeat(200);
        assert_eq!(paragraphs(&long), [long.as_str()]);
        assert_eq!(paragraphs(&"x\n".repeat(10_000)).len(), MOST_PARAGRAPHS);
    }
}
