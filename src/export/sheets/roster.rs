//! A roster (名簿): who is registered, in order of application.

use super::head::{self, WIDTH};
use super::words::Words;
use super::{PrintedRow, PrintedSession};
use crate::export::pdf::table::{Cell, Column, Table, TableStyle};
use crate::export::pdf::{Layout, PdfFault};
use crate::export::words::state;

const STYLE: TableStyle = TableStyle { size: 10.0, smallest: 7.5, small: 6.5, row: 24.0 };

/// The roster, laid out.
///
/// # Errors
/// None but by a fault of this program.
pub fn layout(session: &PrintedSession, rows: &[PrintedRow]) -> Result<Layout<'static>, PdfFault> {
    let words = Words::of(session.language);
    let mut layout = head::begin(session, words.roster, rows)?;
    let mut table = Table::new(columns(session, words), STYLE);
    for (place, row) in (1_usize..).zip(rows) {
        table.row(&mut layout, &cells(session, words, place, row));
    }
    table.end(&mut layout);
    head::end(&mut layout, session, words.roster, rows);
    Ok(layout)
}

fn columns(session: &PrintedSession, words: &Words) -> Vec<Column> {
    let column =
        |title: &str, width, is_number| Column { title: title.to_owned(), width, is_number };
    let company = if session.companies { 110.0 } else { 0.0 };
    let fixed = 30.0 + 66.0 + company + 34.0 + 82.0 + 62.0;
    let mut columns = vec![
        column("No.", 30.0, true),
        column(words.number, 66.0, false),
        column(words.name, WIDTH - fixed, false),
    ];
    if session.companies {
        columns.push(column(words.company, company, false));
    }
    columns.push(column(words.people, 34.0, true));
    columns.push(column(words.phone, 82.0, false));
    columns.push(column(words.state, 62.0, false));
    columns
}

fn cells(session: &PrintedSession, words: &Words, place: usize, row: &PrintedRow) -> Vec<Cell> {
    let mut cells = vec![
        Cell::text(place.to_string()),
        Cell::text(head::grouped(&row.number)),
        head::name_cell(row, words),
    ];
    if session.companies {
        cells.push(Cell::text(row.company.as_str()));
    }
    cells.push(Cell::text(row.seats.to_string()));
    cells.push(Cell::text(row.phone.as_str()));
    cells.push(Cell::text(state(&row.state, session.language)));
    cells
}
