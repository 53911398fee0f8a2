//! Lists as text: csv, or what is pasted from a spreadsheet.

use ::csv::ReaderBuilder;

use super::{ReadFault, Sheet, limits, sheet, text};

/// What may stand between cells, the usual first.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Reads a file.
///
/// # Errors
/// Why not.
pub fn read(bytes: &[u8]) -> Result<Sheet, ReadFault> {
    let (text, encoding) = text::decode(bytes)?;
    let delimiter = delimiter_of(&text);
    let kind = if delimiter == b'\t' { "TSV" } else { "CSV" };
    rows(&text, delimiter, format!("{kind} {encoding}"))
}

/// Reads what was pasted.
///
/// # Errors
/// Why not.
pub fn read_pasted(text: &str) -> Result<Sheet, ReadFault> {
    if text.len() > limits::FILE_BYTES {
        return Err(ReadFault::TooLarge { limit: limits::FILE_BYTES });
    }
    rows(text, delimiter_of(text), "TSV".to_owned())
}

/// The one that stands most often in the first line, outside quotes.
fn delimiter_of(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [0_usize; DELIMITERS.len()];
    for byte in first.bytes() {
        if byte == b'"' {
            is_quoted = !is_quoted;
        } else if let Some(at) = DELIMITERS.iter().position(|one| *one == byte && !is_quoted) {
            counts[at] += 1;
        }
    }
    let best = counts.iter().max().copied().unwrap_or(0);
    let at = counts.iter().position(|count| *count == best).unwrap_or(0);
    DELIMITERS[at]
}

fn rows(text: &str, delimiter: u8, format: String) -> Result<Sheet, ReadFault> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut rows, mut cells) = (Vec::new(), 0);
    let mut lines = Lines::of(text);
    for record in reader.records() {
        let record = record.map_err(|_| ReadFault::Unreadable)?;
        let begin = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        let line = lines.at(begin);
        if record.len() > limits::COLUMNS {
            return Err(ReadFault::TooManyColumns { limit: limits::COLUMNS });
        }
        cells += record.len();
        if cells > limits::CELLS {
            return Err(ReadFault::TooManyCells { limit: limits::CELLS });
        }
        if rows.len() > limits::ROWS {
            return Err(ReadFault::TooManyRows { limit: limits::ROWS });
        }
        if record.iter().any(|cell| cell.chars().nth(limits::CELL_CHARS).is_some()) {
            return Err(ReadFault::CellTooLong { line, limit: limits::CELL_CHARS });
        }
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    sheet(format, rows)
}

/// Counts lines as an editor does: the reader takes the end of a line for the beginning of the next record.
struct Lines<'a> {
    bytes: &'a [u8],
    read: usize,
    line: i64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), read: 0, line: 1 }
    }

    /// The line on which a record stands that begins here, or behind the line ends here. Asked in order.
    fn at(&mut self, begin: usize) -> i64 {
        let ends = self.bytes.get(begin..).unwrap_or_default().iter();
        let begin = begin + ends.take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.bytes.get(self.read..begin).unwrap_or_default();
        self.line += i64::try_from(passed.split(|byte| *byte == b'\n').count() - 1).unwrap_or(0);
        self.read = begin.max(self.read);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found_and_quoted_line_ends_stay_in_their_cell() {
        for text in [
            "氏名,備考\n山田,\"a,\nb\"\n",
            "氏名\t備考\n山田\t\"a,\nb\"\n",
            "氏名;備考\r\n山田;\"a,\nb\"\r\n",
        ] {
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(sheet.headers, ["氏名", "備考"]);
            assert_eq!(sheet.rows, [(2, vec!["山田".to_owned(), "a,\nb".to_owned()])]);
        }
    }

    #[test]
    fn what_is_too_large_is_told_with_its_line() {
        let wide = format!("a\n{}\n", ",".repeat(limits::COLUMNS));
        assert!(matches!(read(wide.as_bytes()), Err(ReadFault::TooManyColumns { .. })));
        let long = format!("a\nb\n{}\n", "x".repeat(limits::CELL_CHARS + 1));
        assert!(matches!(read(long.as_bytes()), Err(ReadFault::CellTooLong { line: 3, .. })));
        let wide = format!("{}\n", ",".repeat(limits::COLUMNS - 1));
        let broad = wide.repeat(limits::CELLS / limits::COLUMNS + 1);
        assert!(matches!(read(broad.as_bytes()), Err(ReadFault::TooManyCells { .. })));
        let many = "a\n".repeat(limits::ROWS + 2);
        assert!(matches!(read(many.as_bytes()), Err(ReadFault::TooManyRows { .. })));
    }
}
