//! The text of a file: UTF-8 with or without a mark, or `Shift_JIS` as Excel in Japan writes it.

use encoding_rs::SHIFT_JIS;

use super::ReadFault;

/// The text with the name of its encoding.
///
/// # Errors
/// [`ReadFault::UnknownEncoding`] for what is neither.
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str), ReadFault> {
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    if let Ok(text) = std::str::from_utf8(marked.unwrap_or(bytes)) {
        let name = if marked.is_some() { "UTF-8 (BOM)" } else { "UTF-8" };
        return without_nul(text).map(|text| (text.to_owned(), name));
    }
    let (text, _, failed) = SHIFT_JIS.decode(bytes);
    if failed {
        return Err(ReadFault::UnknownEncoding);
    }
    without_nul(&text).map(|text| (text.to_owned(), "Shift_JIS"))
}

/// No table has NUL in it; files that are none do.
fn without_nul(text: &str) -> Result<&str, ReadFault> {
    if text.contains('\0') { Err(ReadFault::Unreadable) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_found_out() {
        let japanese = "氏名,髙橋 ～①";
        let (shift_jis, _, _) = SHIFT_JIS.encode("氏名,高橋");
        assert_eq!(decode(japanese.as_bytes()), Ok((japanese.to_owned(), "UTF-8")));
        let marked = [b"\xef\xbb\xbf", japanese.as_bytes()].concat();
        assert_eq!(decode(&marked), Ok((japanese.to_owned(), "UTF-8 (BOM)")));
        assert_eq!(decode(&shift_jis), Ok(("氏名,高橋".to_owned(), "Shift_JIS")));
        assert_eq!(decode(&[0xFF, 0xFE, 0x41, 0x00, 0xFD]), Err(ReadFault::UnknownEncoding));
        assert_eq!(decode(b"a\0b"), Err(ReadFault::Unreadable));
    }
}
