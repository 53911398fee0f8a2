//! What stands above and below every list.

use super::words::Words;
use super::{PrintedRow, PrintedSession};
use crate::export::pdf::font::Typeface;
use crate::export::pdf::layout::A4;
use crate::export::pdf::table::{Cell, number_pages};
use crate::export::pdf::{Area, Layout, PdfFault, Role, Style};

/// Margins: punched and stapled paper keeps its text.
const SIDE: f32 = 45.0;
const TOP: f32 = 42.0;
const FOOT: f32 = 50.0;

/// Width of what stands within the margins.
pub const WIDTH: f32 = A4.0 - 2.0 * SIDE;

/// An empty list with its title, when, where, and how many.
pub fn begin(
    session: &PrintedSession,
    sheet: &str,
    rows: &[PrintedRow],
) -> Result<Layout<'static>, PdfFault> {
    let typeface = Typeface::get().ok_or(PdfFault::Font)?;
    let area = Area { left: SIDE, right: A4.0 - SIDE, top: TOP, bottom: A4.1 - FOOT };
    let mut layout = Layout::new(typeface, area);
    let title = Style { line: 1.35, ..Style::text(15.0).bold() };
    layout.text(&format!("{sheet}　{}", session.title()), title, Role::Heading(1));
    let text = Style { line: 1.45, ..Style::text(9.5) };
    for meeting in &session.meetings {
        layout.text(meeting, text, Role::Paragraph);
    }
    let words = Words::of(session.language);
    let people = rows.iter().map(|row| u64::from(row.seats)).sum();
    let count = (words.count)(rows.len(), people);
    let printed = (words.printed)(&session.printed);
    layout.text(&format!("{}　{count}　{printed}", session.organization), text, Role::Paragraph);
    layout.skip(6.0);
    Ok(layout)
}

/// Says which names the font could not print as they are, and numbers the pages.
pub fn end(layout: &mut Layout<'_>, session: &PrintedSession, sheet: &str, rows: &[PrintedRow]) {
    let words = Words::of(session.language);
    if let Some(typeface) = Typeface::get() {
        let incomplete = rows.iter().filter(|row| !is_whole(typeface, row));
        let numbers: Vec<&str> = incomplete.map(|row| row.number.as_str()).collect();
        if !numbers.is_empty() {
            layout.skip(6.0);
            let text = (words.missing)(&numbers.join("、"));
            layout.text(&text, Style::text(9.0), Role::Paragraph);
        }
    }
    let left = format!("{sheet}　{}　{}", session.title(), (words.printed)(&session.printed));
    let typeface = Typeface::get();
    let fits = |text: &str| typeface.is_none_or(|it| it.width(text, 8.5) < WIDTH - 90.0);
    let left = if fits(&left) { left } else { (words.printed)(&session.printed) };
    number_pages(layout, &left, words.page);
}

fn is_whole(typeface: &Typeface, row: &PrintedRow) -> bool {
    let own = [&row.name, &row.kana, &row.company].into_iter();
    let others = row.attendees.iter().flat_map(|person| [&person.name, &person.kana]);
    own.chain(others).all(|text| typeface.has_all(text))
}

/// Name with reading above and those who come along below.
pub fn name_cell(row: &PrintedRow, words: &Words) -> Cell {
    let others = row.attendees.iter().map(|person| person.name.as_str());
    let others: Vec<&str> = others.filter(|name| *name != row.name).collect();
    let below = if others.is_empty() {
        String::new()
    } else {
        format!("{}{}", words.with, others.join("、"))
    };
    Cell { above: row.kana.clone(), text: row.name.clone(), below }
}

/// The number as it is read out.
pub fn grouped(number: &str) -> String {
    match number.split_at_checked(4) {
        Some((first, second)) if !second.is_empty() => format!("{first} {second}"),
        _ => number.to_owned(),
    }
}
