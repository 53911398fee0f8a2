//! How one cell is written into a worksheet.

use chrono::{NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use super::columns::ColumnKind;
use super::formula;
use super::row::Cell;
use super::sheet_text::{SheetText, cell_text};

/// The formats of a workbook, made once: a format a cell would make the file grow.
pub struct Formats {
    pub header: Format,
    /// Text that Excel is not to read as a number when a person edits it.
    identifier: Format,
    /// Text that begins like a formula.
    quoted: Format,
    time: Format,
    date: Format,
}

impl Default for Formats {
    fn default() -> Self {
        Self {
            header: Format::new().set_bold(),
            identifier: Format::new().set_num_format("@"),
            quoted: Format::new().set_quote_prefix(),
            time: Format::new().set_num_format("yyyy/mm/dd hh:mm"),
            date: Format::new().set_num_format("yyyy/mm/dd"),
        }
    }
}

/// The place in a worksheet where a cell goes.
pub struct Place<'a> {
    pub sheet: &'a mut Worksheet,
    pub formats: &'a Formats,
    /// From 0, as `column`.
    pub row: u32,
    pub column: u16,
}

impl Place<'_> {
    /// Writes the cell; says whether its text had to be cut. A date of Excel has no zone: it is the
    /// time on the wall in `zone`.
    ///
    /// # Errors
    /// When the place is outside of what a worksheet can have.
    pub fn write(
        &mut self,
        cell: &Cell<'_>,
        kind: ColumnKind,
        zone: Tz,
    ) -> Result<bool, XlsxError> {
        match cell {
            Cell::Empty => Ok(false),
            Cell::Number(number) => match exact(*number) {
                Some(number) => self.write_number(number),
                None => self.write_text(&number.to_string(), kind),
            },
            Cell::Decimal(decimal) => self.write_number(*decimal),
            Cell::Time(time) => {
                let wall = time.with_timezone(&zone).naive_local();
                self.write_date(wall, &self.formats.time, || {
                    wall.format("%Y/%m/%d %H:%M").to_string()
                })
            }
            Cell::Date(date) => {
                let midnight = date.and_time(NaiveTime::MIN);
                self.write_date(midnight, &self.formats.date, || {
                    date.format("%Y/%m/%d").to_string()
                })
            }
            Cell::Term { word, .. } => self.write_text(word, kind),
            Cell::Text(text) => self.write_text(text, kind),
        }
    }

    fn write_number(&mut self, number: f64) -> Result<bool, XlsxError> {
        self.sheet.write_number(self.row, self.column, number).map(|_| false)
    }

    fn write_text(&mut self, text: &str, kind: ColumnKind) -> Result<bool, XlsxError> {
        let SheetText { text, shortened } = cell_text(text);
        let Self { sheet, formats, row, column } = self;
        if formula::needs_mark(&text) {
            sheet.write_string_with_format(*row, *column, text, &formats.quoted)?;
        } else if matches!(kind, ColumnKind::Identifier | ColumnKind::Telephone) {
            sheet.write_string_with_format(*row, *column, text, &formats.identifier)?;
        } else {
            sheet.write_string(*row, *column, text)?;
        }
        Ok(shortened)
    }

    /// Before 1900 Excel has no dates; such a one is written as `text`.
    fn write_date(
        &mut self,
        wall: NaiveDateTime,
        format: &Format,
        text: impl Fn() -> String,
    ) -> Result<bool, XlsxError> {
        match ExcelDateTime::from_timestamp(wall.and_utc().timestamp()) {
            Ok(date) => self
                .sheet
                .write_datetime_with_format(self.row, self.column, &date, format)
                .map(|_| false),
            Err(_) => self.write_text(&text(), ColumnKind::Text),
        }
    }
}

/// The number where Excel, which knows only floating point, holds it exactly (15 digits).
fn exact(number: i64) -> Option<f64> {
    const FIFTEEN_DIGITS: u64 = 999_999_999_999_999;
    if number.unsigned_abs() > FIFTEEN_DIGITS {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits fit into the 53 bits of an f64")]
    Some(number as f64)
}
