//! The xlsx writer: one worksheet, header in row 1, one record a row.
//!
//! As the government's rules for machine-readable tables want it: no merged cells, no formulas, no
//! objects, one value a cell, nothing said by colour or by spaces; numbers are numbers, dates are dates.
//! The frozen header, its filter buttons and its bold type are aids of the view and hold no data.
//! Text stays text, whatever it looks like: it is always written as a string, and a cell that a person
//! later edits stays text too (`@` format for numbers that are names, the quote prefix for what begins
//! like a formula).

use std::fs::File;
use std::io::{self, Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::row::AttendeeRow;
use super::sheet_cell::{Formats, Place};
use super::sheet_text::{cell_text, sheet_name};
use super::unfit::UnfitReport;
use super::{ExportError, ListSpec, ListWriter, Outcome};

/// Records below the header until a worksheet's last row (1,048,576).
pub const RECORD_LIMIT: u32 = 1_048_575;

/// A workbook being built. Its rows go to a temporary file as they come.
pub struct XlsxExport {
    workbook: Workbook,
    formats: Formats,
    spec: ListSpec,
    records: u32,
    shortened: u64,
}

impl XlsxExport {
    /// Writes the header.
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub fn start(spec: ListSpec) -> Result<Self, ExportError> {
        let mut export = Self {
            workbook: Workbook::new(),
            formats: Formats::default(),
            spec,
            records: 0,
            shortened: 0,
        };
        let created = ExcelDateTime::from_timestamp(export.spec.created_at.timestamp())?;
        // The creation time is given because the library would take it from the clock; there is no
        // author and no title, because a file wanders.
        export.workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        export.workbook.add_worksheet_with_constant_memory()?;
        export.write_header()?;
        Ok(export)
    }

    fn write_header(&mut self) -> Result<(), ExportError> {
        let Self { workbook, formats, spec, .. } = self;
        let sheet = workbook.worksheet_from_index(0)?;
        sheet.set_name(sheet_name(&spec.sheet_name))?;
        sheet.set_freeze_panes(1, 0)?;
        for (index, column) in (0..).zip(&spec.columns) {
            sheet.set_column_width(index, column.width)?;
            sheet.write_string_with_format(
                0,
                index,
                cell_text(column.label(spec.language)).text,
                &formats.header,
            )?;
        }
        Ok(())
    }

    /// Adds one record.
    ///
    /// # Errors
    /// When the worksheet is full.
    pub fn push(&mut self, row: &AttendeeRow) -> Result<(), ExportError> {
        if self.records == RECORD_LIMIT {
            return Err(ExportError::TooManyRecords { limit: RECORD_LIMIT });
        }
        self.records += 1;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (index, column) in (0..).zip(&self.spec.columns) {
            let cell = row.cell(column, self.spec.language);
            let mut place = Place {
                sheet: &mut *sheet,
                formats: &self.formats,
                row: self.records,
                column: index,
            };
            self.shortened += u64::from(place.write(&cell, column.kind, self.spec.zone)?);
        }
        Ok(())
    }

    /// Writes the workbook. It is complete only after this.
    ///
    /// # Errors
    /// When the sink does not take it.
    pub fn finish<W: Write + Seek + Send>(mut self, sink: W) -> Result<Outcome, ExportError> {
        let last_column =
            u16::try_from(self.spec.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.workbook.worksheet_from_index(0)?.autofilter(0, 0, self.records, last_column)?;
        self.workbook.save_to_writer(sink).map_err(|fault| match fault {
            XlsxError::IoError(fault) => ExportError::Write(fault),
            other => ExportError::Workbook(other),
        })?;
        Ok(Outcome {
            records: self.records.into(),
            unfit: UnfitReport::default(),
            shortened: self.shortened,
        })
    }
}

/// A workbook on its way to a sink that cannot seek, by way of a temporary file.
pub struct XlsxList<W> {
    export: XlsxExport,
    archive: File,
    sink: W,
}

impl<W: Write> XlsxList<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub fn start(spec: ListSpec, sink: W) -> Result<Self, ExportError> {
        Ok(Self { export: XlsxExport::start(spec)?, archive: tempfile::tempfile()?, sink })
    }
}

impl<W: Write + Send> ListWriter for XlsxList<W> {
    fn push(&mut self, row: &AttendeeRow) -> Result<(), ExportError> {
        self.export.push(row)
    }

    fn finish(self: Box<Self>) -> Result<Outcome, ExportError> {
        let Self { export, mut archive, mut sink } = *self;
        let outcome = export.finish(&mut archive)?;
        archive.rewind()?;
        io::copy(&mut archive, &mut sink)?;
        sink.flush()?;
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Range, Reader, Xlsx};
    use serde_json::json;

    use super::super::{Format, samples};
    use super::*;

    fn workbook(spec: ListSpec, rows: &[AttendeeRow]) -> (Xlsx<Cursor<Vec<u8>>>, Outcome) {
        let (bytes, outcome) = samples::written(Format::Xlsx, spec, rows);
        (Xlsx::new(Cursor::new(bytes)).unwrap(), outcome)
    }

    fn sheet(spec: ListSpec, rows: &[AttendeeRow]) -> Range<Data> {
        workbook(spec, rows).0.worksheet_range_at(0).unwrap().unwrap()
    }

    fn text(text: &str) -> Data {
        Data::String(text.to_owned())
    }

    #[test]
    fn a_workbook_is_read_back_with_text_as_text_with_dates_as_dates() {
        let (mut book, outcome) = workbook(samples::spec(), &[samples::full_row()]);
        assert_eq!(book.sheet_names(), ["下関"]);
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let header =
            ["受付番号", "状態", "氏名(参加者)", "電話番号", "人数", "到着日時", "配慮"].map(text);
        assert_eq!(sheet[0], header);
        assert_eq!(
            [&sheet[1][..5], &sheet[1][6..]].concat(),
            [
                text("A2B3C4"),
                text("確定"),
                text("髙﨑 𠮷子"),
                text("0312345678"),
                Data::Float(3.0),
                text("手話 \"通訳\",\nお願いします")
            ]
        );
        let Data::DateTime(date) = &sheet[1][5] else { panic!("{:?}", sheet[1][5]) };
        // 15 October 2026, 14:00 in Tokyo.
        assert!(
            date.is_datetime() && (date.as_f64() - (46_310.0 + 14.0 / 24.0)).abs() < 1e-6,
            "{date:?}"
        );
        assert_eq!(outcome, Outcome { records: 1, ..Outcome::default() });
    }

    #[test]
    fn nothing_that_looks_like_something_else_is_taken_for_it() {
        let texts = [
            "=1+1",
            "+81312345678",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "0312345678",
            "1-2",
            "1E5",
            "TRUE",
            "'x",
            " 前後 ",
            "https://example.jp",
            "{=1}",
            "_x0041_",
            "<b>&amp;",
            "髙﨑𠮷葛\u{E0100}😀",
        ];
        let rows: Vec<_> = texts.iter().map(|note| samples::noted(note)).collect();
        let (mut book, _) = workbook(samples::spec_of("note"), &rows);
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        for (row, expected) in sheet.rows().skip(1).zip(texts) {
            assert_eq!(row, [text(expected)]);
        }
        assert!(book.worksheet_formula(&book.sheet_names()[0]).unwrap().is_empty());
        assert!(book.merge_cells_by_sheet_id(0).unwrap().is_empty());
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_with_a_mark() {
        let (mut book, outcome) =
            workbook(samples::spec_of("note"), &[samples::noted(&"長".repeat(40_000))]);
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let Data::String(cut) = &sheet[1][0] else { panic!("not text") };
        assert_eq!(cut.chars().count(), 32_767);
        assert!(cut.ends_with("長…(以下略)"));
        assert_eq!(outcome.shortened, 1);
    }

    #[test]
    fn characters_that_xml_cannot_hold_do_not_spoil_the_file() {
        let hostile = (0..32)
            .filter_map(char::from_u32)
            .chain(['\u{7F}', '\u{FFFE}', '\u{FFFF}'])
            .collect::<String>();
        let sheet = sheet(
            samples::spec_of("note"),
            &[samples::noted(&hostile), samples::noted("]]> \"'<a>")],
        );
        assert_eq!(
            sheet[1],
            [text(&format!(
                "{}\t\n{}\n{}",
                "\u{FFFD}".repeat(9),
                "\u{FFFD}".repeat(2),
                "\u{FFFD}".repeat(21)
            ))]
        );
        assert_eq!(sheet[2], [text("]]> \"'<a>")]);
    }

    #[test]
    fn numbers_are_numbers_unless_excel_would_round_them() {
        let with = |value| {
            let mut row = AttendeeRow::default();
            row.answers.insert("needs".into(), value);
            row
        };
        let rows = [
            json!(-5),
            json!(1.5),
            json!(999_999_999_999_999_i64),
            json!(1_234_567_890_123_456_789_i64),
            json!(i64::MIN),
        ];
        let sheet = sheet(samples::spec_of("answer:needs"), &rows.map(with));
        let cells: Vec<_> = sheet.rows().skip(1).map(|row| row[0].clone()).collect();
        assert_eq!(
            cells,
            [
                Data::Float(-5.0),
                Data::Float(1.5),
                Data::Float(999_999_999_999_999.0),
                text("1234567890123456789"),
                text("-9223372036854775808")
            ]
        );
    }

    #[test]
    fn the_answer_to_a_question_for_a_date_is_a_date_without_a_zone() {
        let mut row = AttendeeRow::default();
        row.answers.insert("needs".into(), json!("2026-10-15"));
        let mut spec = samples::spec_of("answer:needs");
        spec.columns[0].kind = super::super::columns::ColumnKind::DateAnswer;
        let sheet = sheet(spec, &[row]);
        let Data::DateTime(date) = &sheet[1][0] else { panic!("{:?}", sheet[1][0]) };
        assert!((date.as_f64() - 46_310.0).abs() < 1e-9);
    }

    #[test]
    fn a_time_before_excel_s_first_day_is_text() {
        let row = AttendeeRow {
            received_at: Some(samples::at("1868-10-23T00:00:00Z")),
            ..AttendeeRow::default()
        };
        assert_eq!(sheet(samples::spec_of("received_at"), &[row])[1], [text("1868/10/23 09:18")]);
    }

    #[test]
    fn an_empty_list_has_its_header() {
        assert_eq!(sheet(samples::spec_of("state,seats"), &[]).height(), 1);
    }

    #[test]
    fn the_same_list_gives_the_same_bytes() {
        let made = || samples::written(Format::Xlsx, samples::spec(), &samples::rows()).0;
        assert!(made() == made());
    }

    #[test]
    fn a_worksheet_that_is_full_takes_no_more() {
        let mut export = XlsxExport::start(samples::spec()).unwrap();
        export.records = RECORD_LIMIT;
        let refused = export.push(&samples::full_row());
        assert!(
            matches!(refused, Err(ExportError::TooManyRecords { limit: RECORD_LIMIT })),
            "{refused:?}"
        );
    }

    #[test]
    fn a_long_list_is_quick() {
        samples::time_a_long_list(Format::Xlsx);
    }
}
