//! A sheet for the desk at the entrance (受付簿), in the order of readings.

use super::head::{self, WIDTH};
use super::words::Words;
use super::{PrintedRow, PrintedSession};
use crate::domain::values::kana_order::KanaOrder;
use crate::export::pdf::table::{Cell, Column, Table, TableStyle};
use crate::export::pdf::{Layout, PdfFault};

/// Twelve millimetres: a seal and a signature fit in.
const STYLE: TableStyle = TableStyle { size: 12.0, smallest: 9.0, small: 7.5, row: 34.0 };

/// The sheet, laid out.
///
/// # Errors
/// None but by a fault of this program.
pub fn layout(
    session: &PrintedSession,
    rows: Vec<PrintedRow>,
) -> Result<Layout<'static>, PdfFault> {
    let words = Words::of(session.language);
    let mut layout = head::begin(session, words.reception, &rows)?;
    let mut ordered: Vec<(KanaOrder, PrintedRow)> =
        rows.into_iter().map(|row| (KanaOrder::of(Some(&row.kana), &row.name), row)).collect();
    ordered.sort_by(|(one, first), (other, second)| {
        one.cmp(other).then_with(|| first.number.cmp(&second.number))
    });
    let mut table = Table::new(columns(session, words), STYLE);
    let mut letter = None;
    for (order, row) in &ordered {
        if letter != Some(order.letter()) {
            letter = Some(order.letter());
            table.group(&mut layout, &group_title(order.letter(), words));
        }
        table.row(&mut layout, &cells(session, words, row));
    }
    table.end(&mut layout);
    let rows: Vec<PrintedRow> = ordered.into_iter().map(|(_, row)| row).collect();
    head::end(&mut layout, session, words.reception, &rows);
    Ok(layout)
}

fn group_title(letter: char, words: &Words) -> String {
    match letter {
        '他' => words.without_reading.to_owned(),
        'A' => "A–Z".to_owned(),
        kana => kana.to_string(),
    }
}

fn columns(session: &PrintedSession, words: &Words) -> Vec<Column> {
    let column =
        |title: &str, width, is_number| Column { title: title.to_owned(), width, is_number };
    let company = if session.companies { 116.0 } else { 0.0 };
    let fixed = 34.0 + 74.0 + company + 38.0 + 110.0;
    let mut columns =
        vec![column(words.check, 34.0, false), column(words.name, WIDTH - fixed, false)];
    if session.companies {
        columns.push(column(words.company, company, false));
    }
    columns.push(column(words.people, 38.0, true));
    columns.push(column(words.number, 74.0, false));
    columns.push(column(words.stamp, 110.0, false));
    columns
}

fn cells(session: &PrintedSession, words: &Words, row: &PrintedRow) -> Vec<Cell> {
    let mut cells = vec![Cell::text("□"), head::name_cell(row, words)];
    if session.companies {
        cells.push(Cell::text(row.company.as_str()));
    }
    cells.push(Cell::text(row.seats.to_string()));
    cells.push(Cell::text(head::grouped(&row.number)));
    cells.push(Cell::default());
    cells
}

#[cfg(test)]
mod tests {
    use super::super::tests::{row, session, text_of};
    use super::*;

    #[test]
    fn people_stand_in_the_order_of_readings_under_their_letters() {
        let layout = layout(&session(), (0..12).map(row).collect()).unwrap();
        let text = text_of(&layout);
        let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
        let order =
            ["\nあ\n", "阿部", "\nさ\n", "\nた\n", "髙﨑", "\nわ\n", "渡邉", "A–Z", "John Smith"];
        let places: Vec<usize> = order.iter().map(|what| place(what)).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(text.contains("印・署名") && text.contains("1 / "));
    }
}
