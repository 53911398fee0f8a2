//! What a part of a workbook says of itself, looked at before a reader believes it: a reader makes room for as many
//! texts as the part claims to have.

use std::io::BufRead as _;

use super::{ReadFault, limits};

/// Bytes of a tag that are looked at: more than the first tag of a table of texts with all its namespaces.
const TAG_BYTES: usize = 4_096;

/// Looks at the tags of one part as its bytes come.
#[derive(Default)]
pub struct Declared {
    window: Vec<u8>,
    has_begun: bool,
    texts: usize,
    bytes: u64,
}

impl Declared {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`ReadFault::TooLargeUnpacked`]: more texts are claimed, or there, than a list may have; or one that no list is.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ReadFault> {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.window.extend_from_slice(bytes);
        if !self.has_begun && self.window.len() >= 4 {
            self.has_begun = true;
            must_be_bytewise(&self.window)?;
        }
        self.look(false)
    }

    /// Looks at what is left.
    ///
    /// # Errors
    /// As [`Declared::feed`].
    pub fn end(mut self) -> Result<(), ReadFault> {
        self.look(true)
    }

    fn look(&mut self, is_end: bool) -> Result<(), ReadFault> {
        let mut window = std::mem::take(&mut self.window);
        let mut at = 0;
        while let Some(next) = find(window.get(at..).unwrap_or_default(), b'<') {
            at += next;
            if !is_end && window.len() - at < TAG_BYTES {
                window.drain(..at);
                self.window = window;
                return Ok(());
            }
            at += 1;
            let rest = window.get(at..).unwrap_or_default();
            self.tag(rest.get(..TAG_BYTES).unwrap_or(rest))?;
        }
        window.clear();
        self.window = window;
        Ok(())
    }

    fn tag(&mut self, tag: &[u8]) -> Result<(), ReadFault> {
        if tag.starts_with(b"?xml") {
            return must_be_utf8(tag);
        }
        let name = tag.split(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace());
        let name = name.into_iter().next().unwrap_or_default();
        match name.rsplit(|byte| *byte == b':').next().unwrap_or_default() {
            b"si" => self.texts += 1,
            b"sst" => self.texts = self.texts.max(claimed(tag)?),
            _ => return Ok(()),
        }
        if self.texts > limits::CELLS || self.bytes > limits::TEXTS_BYTES {
            return Err(ReadFault::TooLargeUnpacked { limit: limits::TEXTS_BYTES });
        }
        Ok(())
    }
}

/// Where a byte stands first.
fn find(mut bytes: &[u8], wanted: u8) -> Option<usize> {
    let whole = bytes;
    let read = bytes.skip_until(wanted).ok()?.checked_sub(1)?;
    (whole.get(read) == Some(&wanted)).then_some(read)
}

/// How many texts a table claims to have. A tag that does not end, or a number that is none, claims too many.
fn claimed(tag: &[u8]) -> Result<usize, ReadFault> {
    const NAME: &[u8] = b"uniqueCount";
    let end = find(tag, b'>').ok_or(ReadFault::Unreadable)?;
    let tag = tag.get(..end).unwrap_or_default();
    let mut most = 0;
    for at in 0..tag.len() {
        let Some(value) = tag.get(at..).and_then(|rest| rest.strip_prefix(NAME)) else { continue };
        let value = value.trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else { continue };
        let value = value.trim_ascii_start();
        let quote = value.first().copied().unwrap_or(b'"');
        let value = value.get(1..).unwrap_or_default().split(|byte| *byte == quote);
        let number = std::str::from_utf8(value.into_iter().next().unwrap_or_default()).ok();
        let number = number.and_then(|text| text.trim().parse().ok());
        most = most.max(number.unwrap_or(usize::MAX));
    }
    Ok(most)
}

/// Workbooks are UTF-8, all of them; what is something else could say to a reader what is not seen here.
fn must_be_bytewise(begin: &[u8]) -> Result<(), ReadFault> {
    let is_wide = matches!(
        begin,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, b'?', 0, ..] | [0, b'<', 0, b'?', ..]
    );
    if is_wide { Err(ReadFault::Unreadable) } else { Ok(()) }
}

fn must_be_utf8(declaration: &[u8]) -> Result<(), ReadFault> {
    let end = find(declaration, b'>').ok_or(ReadFault::Unreadable)?;
    let said = declaration.get(..end).unwrap_or_default().to_ascii_lowercase();
    let said = String::from_utf8(said).map_err(|_| ReadFault::Unreadable)?;
    let encoding = said.split_once("encoding").map(|(_, value)| value);
    let value = encoding.map(|value| value.trim_start_matches([' ', '\t', '\r', '\n', '=']));
    match value {
        Some(value) if !value.starts_with("\"utf-8\"") && !value.starts_with("'utf-8'") => {
            Err(ReadFault::Unreadable)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_at(content: &[u8], chunk: usize) -> Result<(), ReadFault> {
        let mut declared = Declared::default();
        for bytes in content.chunks(chunk) {
            declared.feed(bytes)?;
        }
        declared.end()
    }

    #[test]
    fn a_part_that_claims_more_texts_than_a_list_has_is_refused_however_it_is_written() {
        for tag in [
            r#"<sst uniqueCount="99999999999">"#,
            r#"<x:sst a="b" uniqueCount = '4000001' c="d">"#,
            r#"<sst uniqueCount="&#57;9">"#,
            r#"<sst uniqueCount="99999999999999999999999999999">"#,
        ] {
            let whole = format!("<?xml version=\"1.0\" encoding='UTF-8'?>{}{tag}", " ".repeat(9));
            for chunk in [1, 7, 10_000] {
                let refused = looked_at(whole.as_bytes(), chunk);
                assert!(matches!(refused, Err(ReadFault::TooLargeUnpacked { .. })), "{tag}");
            }
        }
        let usual = r#"<sst count="9" uniqueCount="2"><si><t>a</t></si></sst>"#;
        assert_eq!(looked_at(usual.as_bytes(), 5), Ok(()));
        let endless = format!("<sst {}", " ".repeat(TAG_BYTES));
        assert_eq!(looked_at(endless.as_bytes(), 500), Err(ReadFault::Unreadable));
    }

    #[test]
    fn what_is_not_utf_8_is_refused_because_it_could_say_what_is_not_seen() {
        let wide: Vec<u8> = "<?xml version=\"1.0\"?>".bytes().flat_map(|byte| [byte, 0]).collect();
        for content in [wide, br#"<?xml version="1.0" encoding="ISO-2022-JP"?>"#.to_vec()] {
            assert_eq!(looked_at(&content, 3), Err(ReadFault::Unreadable));
        }
        assert_eq!(looked_at(b"\xFF\xFE<\0", 9), Err(ReadFault::Unreadable));
    }
}
