//! The first sheet of a workbook, cell by cell.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx, XlsxFormulaMetadata};

use super::{ReadFault, Sheet, limits, sheet, unpacked};

/// Reads a workbook.
///
/// # Errors
/// Why not. A formula is told by its place: what it would come to is not ours to know.
pub fn read(bytes: Vec<u8>) -> Result<Sheet, ReadFault> {
    unpacked::measure(&bytes, limits::UNPACKED_BYTES)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadFault::Unreadable)?;
    let name = book.sheet_names().first().cloned().ok_or(ReadFault::Empty)?;
    let rows = rows(&mut book, &name)?;
    sheet("Excel".to_owned(), rows)
}

type Book = Xlsx<Cursor<Vec<u8>>>;

/// `A`, `B` … `Z`, `AA`.
fn column_name(column: u32) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        name.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    name.reverse();
    String::from_utf8_lossy(&name).into_owned()
}

fn rows(book: &mut Book, name: &str) -> Result<Vec<(i64, Vec<String>)>, ReadFault> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| ReadFault::Unreadable)?;
    let mut rows: Vec<(i64, Vec<String>)> = Vec::new();
    let (mut bytes, mut count) = (0, 0);
    // With formulas as they are written: laid out over their cells, they would take the room that the file asks for.
    while let Some(cell) =
        cells.next_cell_with_formula_metadata().map_err(|_| ReadFault::Unreadable)?
    {
        let (row, column) = cell.pos;
        if cell.formula.as_ref().is_some_and(is_said) {
            return Err(ReadFault::Formula { cell: format!("{}{}", column_name(column), row + 1) });
        }
        let text = text_of(&cell.value);
        if text.is_empty() {
            continue;
        }
        let (line, column) = (i64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        if column >= limits::COLUMNS {
            return Err(ReadFault::TooManyColumns { limit: limits::COLUMNS });
        }
        if text.chars().nth(limits::CELL_CHARS).is_some() {
            return Err(ReadFault::CellTooLong { line, limit: limits::CELL_CHARS });
        }
        bytes += text.len();
        if bytes > limits::TEXT_BYTES {
            let limit = u64::try_from(limits::TEXT_BYTES).unwrap_or(u64::MAX);
            return Err(ReadFault::TooLargeUnpacked { limit });
        }
        if rows.last().is_none_or(|(last, _)| *last != line) {
            if rows.len() > limits::ROWS {
                return Err(ReadFault::TooManyRows { limit: limits::ROWS });
            }
            rows.push((line, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            if cells.len() <= column {
                count += column + 1 - cells.len();
                if count > limits::CELLS {
                    return Err(ReadFault::TooManyCells { limit: limits::CELLS });
                }
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
    }
    Ok(rows)
}

/// Whether a formula is more than an empty mark of one.
fn is_said(formula: &XlsxFormulaMetadata) -> bool {
    match formula {
        XlsxFormulaMetadata::Normal { formula } => !formula.is_empty(),
        _ => true,
    }
}

/// A cell as a person reads it. Whole numbers have no decimals, times no seconds where those are none.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(time) => {
            let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
            // Excel's fractions of a day fall short of whole seconds by a hair.
            let (minute, second) =
                if milli >= 500 { (minute, second + 1) } else { (minute, second) };
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date} {hour:02}:{minute:02}:{:02}", second.min(59))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::super::unpacked::samples::{archive, archive_of};
    use super::*;

    fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(book.add_worksheet());
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn a_sheet_is_read_as_people_see_it() {
        let bytes = book(|sheet| {
            sheet.write_row(0, 0, ["氏名", "電話", "人数"]).unwrap();
            sheet.write_row(2, 0, ["山田 太郎", "0312345678"]).unwrap();
            sheet.write_number(2, 2, 2).unwrap();
        });
        let sheet = read(bytes).unwrap();
        assert_eq!(sheet.headers, ["氏名", "電話", "人数"]);
        let cells = ["山田 太郎", "0312345678", "2"].map(str::to_owned).to_vec();
        assert_eq!(sheet.rows, [(3, cells)]);
    }

    #[test]
    fn a_formula_is_told_by_its_place() {
        let bytes = book(|sheet| {
            sheet.write_row(0, 0, ["氏名", "人数"]).unwrap();
            sheet.write_string(1, 0, "山田").unwrap();
            sheet.write_formula(1, 1, "=1+1").unwrap();
        });
        assert_eq!(read(bytes), Err(ReadFault::Formula { cell: "B2".into() }));
    }

    #[test]
    fn hostile_workbooks_are_refused() {
        let bomb = archive("xl/workbook.xml", &vec![b' '; 450_000_000], 10);
        assert!(matches!(read(bomb), Err(ReadFault::TooLargeUnpacked { .. })));
        assert_eq!(read(archive("a.txt", b"hello", 5)), Err(ReadFault::Unreadable));
        let wide = book(|sheet| {
            sheet.write_string(0, 0, "氏名").unwrap();
            sheet.write_string(1, 16_000, "x").unwrap();
        });
        assert!(matches!(read(wide), Err(ReadFault::TooManyColumns { .. })));
        let long = book(|sheet| {
            sheet.write_string(0, 0, "氏名").unwrap();
            sheet.write_string(1, 0, "x".repeat(30_000)).unwrap();
        });
        assert!(matches!(read(long), Err(ReadFault::CellTooLong { line: 2, .. })));
    }

    /// A workbook with this table of texts and these rows.
    fn written(texts: &str, rows: &str) -> Vec<u8> {
        let part = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
        archive_of(&[
            part(
                "_rels/.rels",
                r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
            part(
                "xl/workbook.xml",
                r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>"#,
            ),
            part(
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships><Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/a.xml"/></Relationships>"#,
            ),
            part("xl/sharedStrings.xml", texts),
            part(
                "xl/worksheets/a.xml",
                &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
            ),
        ])
    }

    #[test]
    fn a_small_workbook_that_claims_to_be_huge_is_refused_before_anybody_makes_room_for_it() {
        let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>"#;
        let texts = |count: &str| {
            format!(r#"<sst uniqueCount="{count}"><si><t>a</t></si><si><t>b</t></si></sst>"#)
        };
        assert_eq!(read(written(&texts("2"), rows)).map(|sheet| sheet.rows.len()), Ok(1));
        let refused = read(written(&texts("99999999999"), rows));
        assert!(matches!(refused, Err(ReadFault::TooLargeUnpacked { .. })), "{refused:?}");
        // A formula that is shared under a number claims as many formulas.
        let shared =
            r#"<row r="1"><c r="A1"><f t="shared" si="99999999999" ref="A1:A2">1+1</f></c></row>"#;
        let refused = read(written(&texts("2"), shared));
        assert_eq!(refused, Err(ReadFault::Formula { cell: "A1".into() }));
    }

    #[test]
    fn rows_of_empty_cells_are_counted_too() {
        let rows: Vec<String> = (1..=limits::CELLS / limits::COLUMNS + 1)
            .map(|row| format!(r#"<row r="{row}"><c r="GR{row}"><v>1</v></c></row>"#))
            .collect();
        let refused = read(written("<sst/>", &rows.concat()));
        assert!(matches!(refused, Err(ReadFault::TooManyCells { .. })), "{refused:?}");
    }

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
