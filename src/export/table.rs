//! A small table as a file, by the same rules as lists: header in row 1, text stays text, numbers are numbers.

use std::io::{Seek, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::columns::ColumnKind;
use super::csv::csv_text;
use super::row::Cell;
use super::sheet_cell::{Formats, Place};
use super::sheet_text::{cell_text, sheet_name};
use super::{ExportError, formula};

/// A table that fits in memory.
pub struct Table {
    pub name: String,
    /// Headings with what stands below them.
    pub columns: Vec<(String, ColumnKind)>,
    pub rows: Vec<Vec<Cell<'static>>>,
    /// In which times are written.
    pub zone: Tz,
    pub created_at: DateTime<Utc>,
}

impl Table {
    /// The table as csv, UTF-8 with a byte order mark.
    ///
    /// # Errors
    /// When the sink does not take it.
    pub fn csv(&self, mut sink: impl Write) -> Result<(), ExportError> {
        sink.write_all("\u{FEFF}".as_bytes())?;
        let terminator = ::csv::Terminator::CRLF;
        let mut writer = ::csv::WriterBuilder::new().terminator(terminator).from_writer(sink);
        let fault = |error: ::csv::Error| ExportError::Write(std::io::Error::other(error));
        let header = self.columns.iter().map(|(label, _)| formula::neutralise(label));
        writer.write_record(header.map(std::borrow::Cow::into_owned)).map_err(fault)?;
        for row in &self.rows {
            let cells = row.iter().zip(&self.columns).map(|(cell, (_, kind))| {
                let text = csv_text(cell, *kind, self.zone);
                match cell {
                    Cell::Number(_) | Cell::Decimal(_) => text.into_owned(),
                    _ => formula::neutralise(&text).into_owned(),
                }
            });
            writer.write_record(cells).map_err(fault)?;
        }
        writer.flush()?;
        Ok(())
    }

    /// The table as a workbook.
    ///
    /// # Errors
    /// When it cannot be built, or the sink does not take it.
    pub fn xlsx(&self, sink: impl Write + Seek + Send) -> Result<(), ExportError> {
        let (mut workbook, formats) = (Workbook::new(), Formats::default());
        let created = ExcelDateTime::from_timestamp(self.created_at.timestamp())?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&self.name))?;
        sheet.set_freeze_panes(1, 0)?;
        for (index, (label, _)) in (0..).zip(&self.columns) {
            sheet.set_column_width(index, 18)?;
            sheet.write_string_with_format(0, index, cell_text(label).text, &formats.header)?;
        }
        for (number, row) in (1..).zip(&self.rows) {
            for (index, (cell, (_, kind))) in (0..).zip(row.iter().zip(&self.columns)) {
                let mut place =
                    Place { sheet: &mut *sheet, formats: &formats, row: number, column: index };
                place.write(cell, *kind, self.zone)?;
            }
        }
        Ok(workbook.save_to_writer(sink)?)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_table_is_written_as_text_and_numbers_and_never_as_formulas() {
        let table = Table {
            name: "集計".into(),
            columns: vec![("名前".into(), ColumnKind::Text), ("件数".into(), ColumnKind::Number)],
            rows: vec![vec![Cell::Text(Cow::Borrowed("=1+1")), Cell::Number(3)]],
            zone: chrono_tz::Asia::Tokyo,
            created_at: DateTime::UNIX_EPOCH,
        };
        let mut csv = Vec::new();
        table.csv(&mut csv).unwrap();
        assert_eq!(String::from_utf8(csv).unwrap(), "\u{FEFF}名前,件数\r\n'=1+1,3\r\n");
        let mut workbook = Cursor::new(Vec::new());
        table.xlsx(&mut workbook).unwrap();
        assert!(workbook.into_inner().starts_with(b"PK"));
    }
}
