//! Rows as text with tabs between the cells, to paste into a spreadsheet.

use crate::export::formula::neutralise;
use crate::http::pages::console::attendees::AttendeeRow;
use crate::http::pages::console::attendees::list::ColumnChoice;
use crate::http::pages::texts::Texts;

/// The header and the rows with the columns that are shown. Nothing in it is run by a spreadsheet.
pub fn of(texts: Texts, columns: &[ColumnChoice], rows: &[AttendeeRow]) -> String {
    let shown: Vec<&ColumnChoice> =
        columns.iter().filter(|column| column.shown && column.key != "answers").collect();
    let head = shown.iter().map(|column| {
        if column.label.is_empty() { texts.t(column.word) } else { column.label.clone() }
    });
    let mut text = line(std::iter::once(texts.t("reception-number")).chain(head));
    for row in rows {
        let cells = shown.iter().map(|column| cell(texts, row, &column.key));
        text.push_str(&line(std::iter::once(row.reception_number.clone()).chain(cells)));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells
        .map(|cell| {
            let one_line = cell.split(['\t', '\r', '\n']).collect::<Vec<_>>().join(" ");
            neutralise(&one_line).into_owned()
        })
        .collect();
    cells.join("\t") + "\n"
}

fn cell(texts: Texts, row: &AttendeeRow, key: &str) -> String {
    match key {
        "name" => row.name.clone(),
        "kana" => row.kana.clone(),
        "company" => row.company.clone(),
        "email" => row.email.clone(),
        "phone" => row.phone.clone(),
        "people" => row.seats.to_string(),
        "session" => row.session.clone(),
        "state" => texts.t(row.state),
        "source" => texts.t(row.source),
        "received" => row.received_at.clone(),
        "registered" => row.registered_at.clone(),
        key => row.answer(key.strip_prefix("answer:").unwrap_or_default()).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_stays_text_in_its_own_cell() {
        let cells = ["=1+1", "a\tb\nc", "@x"].map(str::to_owned);
        assert_eq!(line(cells.into_iter()), "'=1+1\ta b c\t'@x\n");
    }
}
