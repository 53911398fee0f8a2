//! Rows for the tests of this room.

use std::collections::BTreeMap;
use std::io;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{AttendeeRow, Format, ListSpec, Outcome, QuestionColumn, columns, start};
use crate::domain::values::language::Language;

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn questions() -> Vec<QuestionColumn> {
    vec![QuestionColumn {
        key: "needs".into(),
        label_ja: "配慮".into(),
        label_en: "Needs".into(),
        ..QuestionColumn::default()
    }]
}

pub fn spec() -> ListSpec {
    spec_of("reception_number,state,attendee_name,applicant_phone,seats,received_at,answer:needs")
}

pub fn spec_of(names: &str) -> ListSpec {
    ListSpec {
        columns: columns::select(Some(names), &questions()).unwrap(),
        sheet_name: "下関".into(),
        zone: chrono_tz::Asia::Tokyo,
        language: Language::Ja,
        created_at: at("2026-10-01T00:00:00Z"),
    }
}

pub fn full_row() -> AttendeeRow {
    AttendeeRow {
        reception_number: "A2B3C4".into(),
        state: "confirmed".into(),
        sequence: Some(1),
        position: Some(2),
        session: "下関".into(),
        attendee_number: 1,
        attendee_name: "髙﨑 𠮷子".into(),
        attendee_kana: "たかさき よしこ".into(),
        attendee_email: "yoshiko@example.jp".into(),
        applicant_name: "山田 太郎".into(),
        applicant_kana: "やまだ たろう".into(),
        applicant_email: "taro@example.jp".into(),
        applicant_phone: "0312345678".into(),
        company_name: "㈱例示".into(),
        corporate_number: "1234567890123".into(),
        seats: 3,
        source: "web".into(),
        received_at: Some(at("2026-10-15T05:00:00Z")),
        registered_at: Some(at("2026-10-15T05:00:09Z")),
        language: "ja".into(),
        note: "車いす".into(),
        answers: BTreeMap::from([("needs".to_owned(), json!("手話 \"通訳\",\r\nお願いします"))]),
    }
}

pub fn rows() -> Vec<AttendeeRow> {
    AttendeeRow::one_per_seat(full_row(), Vec::new())
}

/// A row of which only the note counts.
pub fn noted(note: &str) -> AttendeeRow {
    AttendeeRow { note: note.to_owned(), ..AttendeeRow::default() }
}

pub fn written(format: Format, spec: ListSpec, rows: &[AttendeeRow]) -> (Vec<u8>, Outcome) {
    let mut bytes = Vec::new();
    let mut list = start(format, spec, &mut bytes).unwrap();
    for row in rows {
        list.push(row).unwrap();
    }
    let outcome = list.finish().unwrap();
    (bytes, outcome)
}

/// A list of 20,000 that takes longer than this in a debug build has lost its streaming.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(30);

/// Writes 20,000 records, which must not take long.
pub fn time_a_long_list(format: Format) {
    let row = full_row();
    let began = std::time::Instant::now();
    let mut list =
        start(format, spec_of("reception_number,attendee_name,note,received_at,seats"), io::sink())
            .unwrap();
    for _ in 0..20_000 {
        list.push(&row).unwrap();
    }
    assert_eq!(list.finish().unwrap().records, 20_000);
    assert!(began.elapsed() < LONGEST, "{format:?}: 20,000 records in {:?}", began.elapsed());
}
