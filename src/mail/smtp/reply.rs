//! What a server answered, in a form that may be kept, shown to staff or logged.

use std::fmt;

/// Longest text kept of a reply, in characters.
const LONGEST: usize = 200;

/// What stands in place of a mail address.
const MASK: &str = "<address>";

/// A reply of the server. Its text is cleaned when it is made: whatever looks like a mail address is
/// masked, control characters are gone, and it is short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    text: String,
}

impl Reply {
    /// Makes a reply from its code and the text of all its lines.
    pub fn new(code: u16, text: &str) -> Self {
        Self { code, text: cleaned(text) }
    }

    /// The three-digit code.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// The cleaned text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// Makes any text that came from a server fit for a log: one line, short, without mail addresses.
pub(super) fn cleaned(text: &str) -> String {
    let masked = text.split_whitespace().map(masked_word).collect::<Vec<_>>().join(" ");
    let mut kept: String = masked.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if kept.len() < masked.len() && kept.chars().count() == LONGEST {
        kept.push('…');
    }
    kept
}

/// Replaces the parts of a word that hold an `@` by the mask, keeping the punctuation around them.
fn masked_word(word: &str) -> String {
    // "=40", "%40" and the full-width sign occur in replies that quote links or encode what they saw.
    let has_address =
        |part: &str| part.contains(['@', '＠']) || part.contains("=40") || part.contains("%40");
    if !has_address(word) {
        return word.to_owned();
    }
    // A quoted local part may hold any of the separators: then nothing of the word is kept.
    if word.contains('"') {
        return MASK.to_owned();
    }
    let is_separator =
        |c: char| matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '\'');
    word.split_inclusive(is_separator)
        .map(|part| {
            let (body, end) = match part.char_indices().next_back() {
                Some((at, last)) if is_separator(last) => part.split_at(at),
                _ => (part, ""),
            };
            if has_address(body) { format!("{MASK}{end}") } else { part.to_owned() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_reply_are_masked_in_every_spelling() {
        for (text, kept) in [
            (
                "5.1.1 <taro@example.jp>: Recipient address rejected",
                "5.1.1 <<address>>: Recipient address rejected",
            ),
            ("5.1.1 taro..x.@example.ne.jp unknown", "5.1.1 <address> unknown"),
            ("rejected:taro@example.jp,hanako@example.jp.", "rejected:<address>,<address>"),
            ("mailto:taro%40example.jp", "mailto:<address>"),
            ("\"ta@ro\"@example.jp no", "<address> no"),
            ("taro＠example.jp", "<address>"),
        ] {
            assert_eq!(Reply::new(550, text).text(), kept, "{text}");
        }
    }

    #[test]
    fn a_reply_is_one_short_line_without_control_characters() {
        let reply = Reply::new(451, &format!("try\r\nagain\u{7}\0 {}", "x".repeat(1000)));
        assert!(reply.text().starts_with("try again "));
        assert_eq!(reply.text().chars().count(), LONGEST + 1);
        assert!(!reply.text().chars().any(char::is_control));
    }

    #[test]
    fn a_reply_without_address_is_kept_as_it_is() {
        assert_eq!(
            Reply::new(250, "2.0.0 OK: queued as 4F1A").to_string(),
            "250 2.0.0 OK: queued as 4F1A"
        );
    }
}
