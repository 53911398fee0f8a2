//! Text that a spreadsheet would run: it stays visible as text in every exported list, and is never a
//! formula.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::json;

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::on_both_databases;

const FORMULAS: [&str; 16] = [
    "=1+1",
    "=HYPERLINK(\"https://evil.example\",\"山田\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "-2",
    "@SUM(A1:A9)",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "'=1+1",
    "\"=1+1\"",
    "1,=1+1",
    "{=1+1}",
    "%0A=1+1",
];

/// What no cell of csv may begin with: a spreadsheet runs what follows.
const RUNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A session to which somebody has applied for each formula, with it in every field that takes text.
fn session_of_formulas(app: &TestApp) -> String {
    let questions = json!([
        { "key": "short", "kind": "short_text", "label": "=質問()" },
        { "key": "long", "kind": "long_text", "label": "+質問" },
    ]);
    let event = json!({ "title": "=説明会()", "questions": questions });
    let event = app.publish(&bodies::with(bodies::event(&[bodies::session("@下関", 50)]), &event));
    let session = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
    for (number, formula) in FORMULAS.into_iter().enumerate() {
        let entry = json!({
            "applicant": { "name": formula, "email": format!("=taro{number}@example.jp") },
            "company": { "name": formula }, "attendees": [{ "name": formula }],
            "answers": { "short": formula, "long": format!("{formula}\n=2+2\n\n-3") },
            "note": formula, "source": "counter",
        });
        app.staff("POST", &format!("/api/v1/sessions/{session}/registrations"), &entry).expect(201);
    }
    session
}

fn list(app: &TestApp, session: &str, ending: &str) -> Answer {
    let columns =
        "applicant_name,attendee_name,applicant_email,company_name,answer:short,answer:long,note";
    let mark = if ending.contains('?') { '&' } else { '?' };
    app.staff_get(&format!("/api/v1/sessions/{session}/attendees.{ending}{mark}columns={columns}"))
        .expect(200)
}

/// The rows of csv, with the header.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[track_caller]
fn assert_nothing_runs(rows: &[Vec<String>]) {
    assert_eq!(rows.len(), FORMULAS.len() + 1);
    for cell in rows.iter().flatten() {
        assert!(!cell.trim_start().starts_with(RUNS), "{cell:?}");
    }
    for (row, formula) in rows.iter().skip(1).zip(FORMULAS) {
        assert!(row[0].ends_with(formula), "{:?} does not show {formula}", row[0]);
    }
}

on_both_databases! {
    fn in_csv_no_cell_begins_like_a_formula(app) {
        let session = session_of_formulas(app);
        assert_nothing_runs(&csv_rows(&list(app, &session, "csv").text()));
        let sjis = list(app, &session, "csv?encoding=shift_jis");
        let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&sjis.body);
        assert!(!broken);
        assert_nothing_runs(&csv_rows(&text));
    }

    fn in_a_workbook_every_cell_is_text_and_shows_what_was_typed(app) {
        let session = session_of_formulas(app);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(list(app, &session, "xlsx").body)).expect("a workbook");
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
        }
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
        assert_eq!(sheet.height(), FORMULAS.len() + 1);
        for (row, formula) in sheet.rows().skip(1).zip(FORMULAS) {
            for cell in [0, 1, 3, 4, 6] {
                assert_eq!(row[cell], Data::String(formula.to_owned()));
            }
            assert_eq!(row[5], Data::String(format!("{formula}\n=2+2\n\n-3")));
        }
    }

    fn in_json_the_text_is_as_it_was_typed(app) {
        let session = session_of_formulas(app);
        let rows = list(app, &session, "json").json();
        for (row, formula) in rows.as_array().expect("rows").iter().zip(FORMULAS) {
            let typed = [&row["applicant_name"], &row["attendee_name"], &row["company_name"], &row["answer:short"], &row["note"]];
            assert!(typed.iter().all(|field| field.as_str() == Some(formula)), "{row}");
        }
    }

    fn the_name_of_the_file_carries_nothing_out_of_its_header(app) {
        for title in ["=説明会()", "../../etc/passwd", "a\"; filename=\"b.exe", "説明会\u{3000}<script>", "CON", "100% 説明会"] {
            let event = app.publish(&bodies::with(bodies::event(&[bodies::session("下関", 5)]), &json!({ "title": title })));
            let session = event["sessions"][0]["id"].as_str().expect("a session");
            let answer = app.staff_get(&format!("/api/v1/sessions/{session}/attendees.csv")).expect(200);
            let header = answer.header("content-disposition").expect("a file name");
            assert!(header.starts_with("attachment;") && header.is_ascii(), "{header}");
            assert_eq!(header.matches("filename=").count(), 1, "{header}");
            assert!(!header.contains(['/', '\\', '<', '>']) && !header.contains(".exe\""), "{header}");
        }
    }
}
