//! Whom to ask about an event: the organizer's own lines, with telephone numbers and addresses to press.

/// Digits that make a telephone number; shorter ones are house numbers or hours.
const FEWEST_DIGITS: usize = 9;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// A telephone number, as it is read.
    Telephone(String),
    /// A mail address.
    Mail(String),
}

impl Piece {
    /// Where pressing it leads: `tel:` with digits only, `mailto:`, nowhere for words.
    pub fn link(&self) -> Option<String> {
        match self {
            Self::Text(_) => None,
            Self::Telephone(number) => Some(format!(
                "tel:{}",
                narrow(number)
                    .chars()
                    .filter(|c| c.is_ascii_digit() || *c == '+')
                    .collect::<String>()
            )),
            Self::Mail(address) => Some(format!("mailto:{address}")),
        }
    }

    /// What is read.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Telephone(text) | Self::Mail(text) => text,
        }
    }
}

/// The office that answers questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Its lines, in pieces.
    pub lines: Vec<Vec<Piece>>,
}

impl Contact {
    /// The contact as the organizer wrote it.
    pub fn from_text(text: &str) -> Self {
        let lines =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(pieces).collect();
        Self { lines }
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The first telephone number, for those who do not type.
    pub fn telephone(&self) -> Option<&Piece> {
        self.lines.iter().flatten().find(|piece| matches!(piece, Piece::Telephone(_)))
    }
}

/// Characters that numbers and addresses are made of; a run of them is looked at as a whole.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+-@._".contains(c) || is_wide(c)
}

/// Digits and hyphens of full width, with which numbers are written, too.
fn is_wide(c: char) -> bool {
    matches!(c, '０'..='９' | '－' | '‐' | '−')
}

/// The same in ASCII.
fn narrow(run: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '－' | '‐' | '−' => '-',
        other => other,
    };
    run.chars().map(narrow).collect()
}

fn pieces(line: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| is_plain(c) != is_plain(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        // TEL.0838-25-3131
        let words = run.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '.').len();
        let (words, number) = run.split_at(run.len() - words);
        let run = if words.is_empty() || recognise(number).is_none() {
            run
        } else {
            found.push(Piece::Text(words.to_owned()));
            number
        };
        match (recognise(run), found.last_mut()) {
            (Some(piece), _) => found.push(piece),
            (None, Some(Piece::Text(text))) => text.push_str(run),
            (None, _) => found.push(Piece::Text(run.to_owned())),
        }
        rest = after;
    }
    found
}

fn recognise(run: &str) -> Option<Piece> {
    let narrow = narrow(run);
    let digits = narrow.bytes().filter(u8::is_ascii_digit).count();
    let is_number = narrow.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'+');
    if is_number && digits >= FEWEST_DIGITS && (narrow.starts_with('0') || narrow.starts_with('+'))
    {
        return Some(Piece::Telephone(run.to_owned()));
    }
    let (local, host) = run.split_once('@')?;
    let is_address =
        !local.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.');
    is_address.then(|| Piece::Mail(run.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_within_lines_can_be_pressed() {
        let contact = Contact::from_text(
            "萩市役所 産業政策課\n電話000-0000-0000（平日 8:30-17:15）\n\nメール: telework@example.jp\n",
        );
        assert_eq!(contact.lines.len(), 3);
        assert_eq!(contact.lines[0], [Piece::Text("萩市役所 産業政策課".into())]);
        assert_eq!(contact.lines[1][1], Piece::Telephone("000-0000-0000".into()));
        assert_eq!(contact.lines[1][2], Piece::Text("（平日 8:30-17:15）".into()));
        assert_eq!(contact.lines[2][1].link().as_deref(), Some("mailto:telework@example.jp"));
        assert_eq!(contact.telephone().and_then(Piece::link).as_deref(), Some("tel:00000000000"));
    }

    #[test]
    fn numbers_of_full_width_and_behind_letters_can_be_pressed() {
        for (text, link) in [
            ("電話：０８３８－２５－３１３１", "tel:0838253131"),
            ("TEL.0838-25-3131", "tel:0838253131"),
            ("Tel0838253131（直通）", "tel:0838253131"),
        ] {
            let contact = Contact::from_text(text);
            assert_eq!(contact.telephone().and_then(Piece::link).as_deref(), Some(link), "{text}");
            let whole: String = pieces(text).iter().map(Piece::text).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn no_character_of_a_line_is_lost() {
        for line in
            ["a@b", "@", "0120", "〒758-8555 萩市江向510", "2026-10-15", "x@example.jp.", "--++"]
        {
            let whole: String = pieces(line).iter().map(Piece::text).collect();
            assert_eq!(whole, line);
            assert!(pieces(line).iter().all(|piece| piece.link().is_none()), "{line}");
        }
    }
}
