//! The csv writer: comma separated, CRLF, quoted as RFC 4180 says, for Excel in Japan.
//!
//! What Excel would run is neutralised (see `formula`), telephone numbers keep their zero (see
//! `telephone`), times are written as Excel reads them, in the event's zone: `2026/10/15 14:00`. Line
//! ends inside a cell are one line feed, as Excel makes them.

use std::borrow::Cow;
use std::io::Write;

use ::csv::{Terminator, Writer, WriterBuilder};
use chrono::{Datelike as _, NaiveDateTime, Timelike as _};
use chrono_tz::Tz;

use super::columns::ColumnKind;
use super::format::Encoding;
use super::row::{AttendeeRow, Cell};
use super::shift_jis::Fitted;
use super::unfit::UnfitReport;
use super::{ExportError, ListSpec, ListWriter, Outcome, formula, shift_jis, telephone};

/// By which Excel knows UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// A list being written as csv.
pub struct CsvList<W: Write> {
    writer: Writer<W>,
    encoding: Encoding,
    spec: ListSpec,
    /// Rows written, the header among them.
    rows: u64,
    unfit: UnfitReport,
}

impl<W: Write> CsvList<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// When the sink does not take it.
    pub fn start(encoding: Encoding, spec: ListSpec, mut sink: W) -> Result<Self, ExportError> {
        if encoding == Encoding::Utf8Bom {
            sink.write_all(BYTE_ORDER_MARK)?;
        }
        let writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(sink);
        let mut list = Self { writer, encoding, spec, rows: 0, unfit: UnfitReport::default() };
        list.write_header()?;
        Ok(list)
    }

    fn write_header(&mut self) -> Result<(), ExportError> {
        let Self { writer, encoding, spec, rows, unfit } = self;
        *rows += 1;
        for column in &spec.columns {
            let label = column.label(spec.language);
            write_text(writer, *encoding, label, |character| {
                unfit.add(character, *rows, &column.key);
            })?;
        }
        end_row(writer)
    }

    fn write_record(&mut self, row: &AttendeeRow) -> Result<(), ExportError> {
        let Self { writer, encoding, spec, rows, unfit } = self;
        *rows += 1;
        for column in &spec.columns {
            let cell = row.cell(column, spec.language);
            let text = csv_text(&cell, column.kind, spec.zone);
            if matches!(cell, Cell::Number(_) | Cell::Decimal(_)) {
                writer.write_field(text.as_bytes()).map_err(write_fault)?;
            } else {
                write_text(writer, *encoding, &text, |character| {
                    unfit.add(character, *rows, &column.key);
                })?;
            }
        }
        end_row(writer)
    }
}

fn write_text<W: Write>(
    writer: &mut Writer<W>,
    encoding: Encoding,
    text: &str,
    unfit: impl FnMut(char),
) -> Result<(), ExportError> {
    match encoding {
        Encoding::Utf8Bom => writer.write_field(formula::neutralise(text).as_bytes()),
        Encoding::ShiftJis => {
            // First what fits, then the apostrophe: leaving out an invisible character, or changing the
            // form of a minus sign, may bring a formula to the front.
            let Fitted { text, bytes } = shift_jis::fit(text, unfit);
            if formula::needs_mark(&text) {
                writer.write_field([formula::MARK.as_bytes(), &bytes].concat())
            } else {
                writer.write_field(bytes)
            }
        }
    }
    .map_err(write_fault)
}

fn end_row<W: Write>(writer: &mut Writer<W>) -> Result<(), ExportError> {
    writer.write_record(None::<&[u8]>).map_err(write_fault)
}

impl<W: Write + Send> ListWriter for CsvList<W> {
    fn push(&mut self, row: &AttendeeRow) -> Result<(), ExportError> {
        self.write_record(row)
    }

    fn finish(mut self: Box<Self>) -> Result<Outcome, ExportError> {
        self.writer.flush()?;
        Ok(Outcome { records: self.rows - 1, unfit: std::mem::take(&mut self.unfit), shortened: 0 })
    }
}

/// What a cell shows in csv, before it is made safe.
pub fn csv_text<'a>(cell: &Cell<'a>, kind: ColumnKind, zone: Tz) -> Cow<'a, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Decimal(decimal) => Cow::Owned(decimal.to_string()),
        Cell::Time(time) => Cow::Owned(on_the_wall(time.with_timezone(&zone).naive_local())),
        Cell::Date(date) => Cow::Owned(date.format("%Y/%m/%d").to_string()),
        Cell::Term { word, .. } => Cow::Borrowed(word),
        Cell::Text(text) if kind == ColumnKind::Telephone => {
            Cow::Owned(telephone::hyphenated(text).into_owned())
        }
        Cell::Text(text) => one_line_end(text.clone()),
    }
}

/// As `%Y/%m/%d %H:%M` writes it, without reading that pattern anew for every cell.
fn on_the_wall(time: NaiveDateTime) -> String {
    if !(0..=9_999).contains(&time.year()) {
        return time.format("%Y/%m/%d %H:%M").to_string();
    }
    format!(
        "{:04}/{:02}/{:02} {:02}:{:02}",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute()
    )
}

/// Line ends as Excel has them inside a cell.
fn one_line_end(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    }
}

fn write_fault(fault: ::csv::Error) -> ExportError {
    ExportError::Write(fault.into())
}

#[cfg(test)]
mod tests {
    use encoding_rs::SHIFT_JIS;
    use serde_json::json;

    use super::super::{ColumnKey, Format, Unfit, samples};
    use super::*;

    /// The rows of a file, the header first, as a reader of csv gets them.
    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let text = match bytes.strip_prefix(BYTE_ORDER_MARK) {
            Some(text) => std::str::from_utf8(text).unwrap().to_owned(),
            None => SHIFT_JIS
                .decode_without_bom_handling_and_without_replacement(bytes)
                .unwrap()
                .into_owned(),
        };
        let mut reader =
            ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.deserialize().map(|record| record.unwrap()).collect()
    }

    fn notes(encoding: Encoding, notes: &[&str]) -> (Vec<String>, Outcome) {
        let rows: Vec<_> = notes.iter().map(|note| samples::noted(note)).collect();
        let (bytes, outcome) =
            samples::written(Format::Csv(encoding), samples::spec_of("note,seats"), &rows);
        (read(&bytes).into_iter().skip(1).map(|mut row| row.remove(0)).collect(), outcome)
    }

    #[test]
    fn a_list_in_utf_8_is_read_back_whole() {
        let (bytes, outcome) = samples::written(
            Format::Csv(Encoding::Utf8Bom),
            samples::spec(),
            &samples::rows()[..1],
        );
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            "\u{FEFF}受付番号,状態,氏名(参加者),電話番号,人数,到着日時,配慮\r\n\
             A2B3C4,確定,,03-1234-5678,3,2026/10/15 14:00,\"手話 \"\"通訳\"\",\nお願いします\"\r\n"
        );
        assert_eq!(read(&bytes)[1][6], "手話 \"通訳\",\nお願いします");
        assert_eq!(outcome, Outcome { records: 1, ..Outcome::default() });
    }

    #[test]
    fn a_list_in_shift_jis_is_read_back_with_its_geta_reported() {
        let rows = [samples::full_row()];
        let spec = samples::spec_of("attendee_name,company_name,applicant_name");
        let (bytes, outcome) = samples::written(Format::Csv(Encoding::ShiftJis), spec, &rows);
        assert_eq!(read(&bytes)[1], ["髙﨑 〓子", "㈱例示", "山田 太郎"]);
        assert_eq!(outcome.unfit.total, 1);
        assert_eq!(
            outcome.unfit.places,
            [Unfit { character: '𠮷', row: 2, column: ColumnKey::AttendeeName }]
        );
    }

    #[test]
    fn no_text_begins_like_a_formula_in_either_encoding() {
        let hostile = [
            "=1+1",
            "+81312345678",
            "-2",
            "@A1",
            "\t=1",
            "\r\n=1",
            "＝1",
            "−1",
            "\u{E0100}=1",
            "\u{301}@a",
        ];
        for encoding in [Encoding::Utf8Bom, Encoding::ShiftJis] {
            for field in notes(encoding, &hostile).0 {
                let shown = field.trim_start_matches(|c: char| {
                    c.is_whitespace() || "\u{E0100}\u{301}".contains(c)
                });
                assert!(!shown.starts_with(['=', '+', '-', '@', '＝', '－']), "{field:?}");
            }
        }
        assert_eq!(notes(Encoding::ShiftJis, &["\u{E0100}=1", "−1"]).0, ["'=1", "'－1"]);
    }

    #[test]
    fn a_label_of_the_organizer_cannot_be_a_formula_either() {
        let mut spec = samples::spec_of("answer:needs");
        spec.columns[0].label_ja = "=1+1".into();
        let (bytes, _) = samples::written(Format::Csv(Encoding::Utf8Bom), spec, &[]);
        assert_eq!(read(&bytes), [["'=1+1"]]);
    }

    #[test]
    fn a_number_is_written_as_a_number() {
        let mut row = samples::noted("");
        row.answers.insert("needs".into(), json!(-5));
        let (bytes, _) = samples::written(
            Format::Csv(Encoding::ShiftJis),
            samples::spec_of("answer:needs,seats"),
            &[row],
        );
        assert!(bytes.ends_with(b"\r\n-5,0\r\n"));
    }

    #[test]
    fn hostile_text_comes_back_as_it_was() {
        let long = "長".repeat(40_000);
        let texts = [
            "\"",
            "\"\"",
            ",",
            "a,\"b\"\nc",
            ";=1",
            "ソ\"表,能",
            " 前後 ",
            "\u{1}\u{7F}",
            "",
            &long,
        ];
        for encoding in [Encoding::Utf8Bom, Encoding::ShiftJis] {
            assert_eq!(notes(encoding, &texts).0, texts);
        }
    }

    #[test]
    fn a_row_of_one_empty_cell_is_still_a_row() {
        let (bytes, _) = samples::written(
            Format::Csv(Encoding::Utf8Bom),
            samples::spec_of("note"),
            &[samples::noted(""), samples::noted("x")],
        );
        assert_eq!(read(&bytes), [["備考"], [""], ["x"]]);
    }

    #[test]
    fn a_long_list_is_quick() {
        samples::time_a_long_list(Format::Csv(Encoding::Utf8Bom));
        samples::time_a_long_list(Format::Csv(Encoding::ShiftJis));
    }
}
