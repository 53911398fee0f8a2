//! Lists of organizers as they come in: bytes or pasted text to rows of text, in bounded memory.
//!
//! ```text
//! limits ─ how large a list may be       csv (text) ─ encoding, delimiter, rows
//! xlsx (unpacked, declared) ─ a workbook's first sheet
//! headers ─ which column means what      typed ─ a cell as the form would have it
//! ```
//! Only `domain` and `export`, of which it is the mirror, are used here.

pub mod csv;
pub mod declared;
pub mod headers;
pub mod limits;
pub mod text;
pub mod typed;
pub mod unpacked;
pub mod xlsx;

/// A list as it was read: the first row with anything in it, and the rows below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What kind of file it was, with its encoding.
    pub format: String,
    pub headers: Vec<String>,
    /// Each with the number of its line in the file; rows with nothing in them are left out.
    pub rows: Vec<(i64, Vec<String>)>,
}

/// Why a list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    #[error("there is nothing in it")]
    Empty,
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("unpacked, the file would be larger than {limit} bytes")]
    TooLargeUnpacked { limit: u64 },
    #[error("it has more than {limit} rows")]
    TooManyRows { limit: usize },
    #[error("it has more than {limit} columns")]
    TooManyColumns { limit: usize },
    #[error("it has more than {limit} cells")]
    TooManyCells { limit: usize },
    #[error("a cell in line {line} has more than {limit} characters")]
    CellTooLong { line: i64, limit: usize },
    #[error("there is a formula in {cell}")]
    Formula { cell: String },
    #[error("the content is not what the name's ending says")]
    WrongEnding,
    #[error("it is a workbook of the old kind, or one with a password")]
    OldWorkbook,
    #[error("it is no table that can be read")]
    Unreadable,
    #[error("it is neither UTF-8 nor Shift_JIS")]
    UnknownEncoding,
    #[error("it has no row below the headers")]
    NoRows,
}

/// Reads a file by its content; its name must not say otherwise.
///
/// # Errors
/// Why not.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Sheet, ReadFault> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(ReadFault::TooLarge { limit: limits::FILE_BYTES });
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    let is_text_ending = matches!(ending, "csv" | "tsv" | "txt" | "");
    if bytes.starts_with(b"PK") {
        return if matches!(ending, "xlsx" | "") {
            xlsx::read(bytes)
        } else {
            Err(ReadFault::WrongEnding)
        };
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(ReadFault::OldWorkbook);
    }
    if !is_text_ending {
        return Err(ReadFault::WrongEnding);
    }
    csv::read(&bytes)
}

/// Rows to a sheet: headers first.
fn sheet(format: String, mut rows: Vec<(i64, Vec<String>)>) -> Result<Sheet, ReadFault> {
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    if rows.is_empty() {
        return Err(ReadFault::Empty);
    }
    let (_, headers) = rows.remove(0);
    let used = headers.iter().rposition(|header| !header.trim().is_empty()).map_or(0, |at| at + 1);
    let widest = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let width = used.max(widest.min(limits::COLUMNS));
    let headers = (0..width)
        .map(|at| headers.get(at).map(|text| text.trim().to_owned()).unwrap_or_default())
        .collect();
    if rows.is_empty() {
        return Err(ReadFault::NoRows);
    }
    Ok(Sheet { format, headers, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_decides_its_content_and_a_wrong_ending_is_told() {
        let csv = "氏名,メール\n山田,a@example.jp\n".as_bytes().to_vec();
        assert_eq!(read("a.csv", csv.clone()).unwrap().rows.len(), 1);
        assert_eq!(read("a.xlsx", csv), Err(ReadFault::WrongEnding));
        assert_eq!(read("a.csv", b"PK\x03\x04".to_vec()), Err(ReadFault::WrongEnding));
        assert_eq!(read("a.xls", vec![0xD0, 0xCF, 0x11, 0xE0, 0]), Err(ReadFault::OldWorkbook));
        assert_eq!(read("a.pdf", b"%PDF-1.7".to_vec()), Err(ReadFault::WrongEnding));
        assert_eq!(read("a.csv", Vec::new()), Err(ReadFault::Empty));
        assert_eq!(read("a.csv", b"a,b\n".to_vec()), Err(ReadFault::NoRows));
        let large = vec![b'a'; limits::FILE_BYTES + 1];
        assert!(matches!(read("a.csv", large), Err(ReadFault::TooLarge { .. })));
    }
}
