//! Attendee lists of organizers as files: plain rows in, bytes out, one row at a time.
//!
//! ```text
//! columns ─ which columns there are, named once     words  ─ states, sources in Japanese and English
//! row, answer ─ one record a seat, as typed cells   format, file_name ─ what may be asked for, how it is called
//! csv (formula, telephone, shift_jis, unfit)        xlsx (sheet_cell, sheet_text)        json
//! ```
//! A list of any length runs in constant memory: the caller hands rows as it reads them from the store.
//! Only `domain` is used here: no database, no HTTP, no clock.

pub mod answer;
pub mod columns;
pub mod csv;
mod draw_record;
pub mod file_name;
pub mod format;
pub mod formula;
pub mod invisible;
pub mod json;
pub mod pdf;
pub mod row;
pub mod sheet_cell;
pub mod sheet_text;
pub mod sheets;
pub mod shift_jis;
pub mod table;
pub mod telephone;
pub mod unfit;
pub mod words;
pub mod xlsx;

#[cfg(test)]
mod samples;

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::values::language::Language;

pub use self::columns::{
    ChoiceWords, Column, ColumnFault, ColumnKey, QuestionColumn, RowsAre, all as all_columns,
    select,
};
pub use self::draw_record::{DrawLine, draw_record};
pub use self::file_name::{content_disposition, file_name};
pub use self::format::{Encoding, Format, FormatFault};
pub use self::row::{Attendee, AttendeeRow, Cell};
pub use self::unfit::{ShiftJisScan, Unfit, UnfitReport};

/// What a list shows, apart from its rows.
#[derive(Clone, Debug)]
pub struct ListSpec {
    /// In the order they are to appear, from [`select`].
    pub columns: Vec<Column>,
    /// The session's name, as it is: each writer makes it legal for itself.
    pub sheet_name: String,
    /// The event's zone, in which times are written.
    pub zone: Tz,
    /// The language of labels, states, sources.
    pub language: Language,
    /// When the list was made; goes into the properties of a workbook.
    pub created_at: DateTime<Utc>,
}

/// What became of a finished list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Records written, the header not counted.
    pub records: u64,
    /// Characters that do not exist in the encoding that was asked for.
    pub unfit: UnfitReport,
    /// Cells cut to what a spreadsheet can hold, see [`sheet_text::CELL_LIMIT`].
    pub shortened: u64,
}

/// Why a list could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The place the bytes go to does not take them: full disk, closed connection.
    #[error("the list could not be written")]
    Write(#[from] io::Error),
    /// A worksheet ends at row 1,048,576; csv has no such limit.
    #[error("a worksheet holds at most {limit} records")]
    TooManyRecords { limit: u32 },
    /// The workbook could not be built.
    #[error("the workbook could not be built")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// A list being written. The header is out as soon as it is started; dropped without
/// [`finish`](ListWriter::finish), what was written is incomplete.
pub trait ListWriter: Send {
    /// Adds one record.
    fn push(&mut self, row: &AttendeeRow) -> Result<(), ExportError>;

    /// Writes what is still owed. The bytes are complete only after this.
    fn finish(self: Box<Self>) -> Result<Outcome, ExportError>;
}

/// Starts a list in the given format. Csv and json reach the sink as rows come; a workbook is kept in
/// a temporary file until it is finished, because a zip archive cannot be written front to back.
///
/// # Errors
/// When the sink, or the temporary file, does not take the first bytes.
pub fn start<'a, W>(
    format: Format,
    spec: ListSpec,
    sink: W,
) -> Result<Box<dyn ListWriter + 'a>, ExportError>
where
    W: Write + Send + 'a,
{
    Ok(match format {
        Format::Csv(encoding) => Box::new(csv::CsvList::start(encoding, spec, sink)?),
        Format::Xlsx => Box::new(xlsx::XlsxList::start(spec, sink)?),
        Format::Json => Box::new(json::JsonList::start(spec, sink)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_writes_the_same_list_through_one_interface() {
        for (format, first_bytes) in [
            (Format::Csv(Encoding::Utf8Bom), b"\xef\xbb\xbf".as_slice()),
            (Format::Csv(Encoding::ShiftJis), b"\x8e\xf3"),
            (Format::Xlsx, b"PK"),
            (Format::Json, b"["),
        ] {
            let mut bytes = Vec::new();
            let mut list = start(format, samples::spec(), &mut bytes).unwrap();
            for row in samples::rows() {
                list.push(&row).unwrap();
            }
            assert_eq!(list.finish().unwrap().records, 3, "{format:?}");
            assert!(bytes.starts_with(first_bytes), "{format:?}");
        }
    }

    #[test]
    fn a_sink_that_fails_fails_the_list() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for format in [
            Format::Csv(Encoding::Utf8Bom),
            Format::Csv(Encoding::ShiftJis),
            Format::Xlsx,
            Format::Json,
        ] {
            let outcome = start(format, samples::spec(), Full).and_then(ListWriter::finish);
            assert!(matches!(outcome, Err(ExportError::Write(_))), "{format:?}: {outcome:?}");
        }
    }
}
