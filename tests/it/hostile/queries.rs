//! Parameters of lists that mean nothing: cursors, limits, states, times, searches without end.

use super::case::Case;

const LIST: &str = "/api/v1/sessions/{session}/registrations";
const EVENTS: &str = "/api/v1/events";
const MAILS: &str = "/api/v1/outbox";
const CSV: &str = "/api/v1/sessions/{session}/attendees.csv";

fn case(path: &str, query: &str) -> Case {
    let name: String = format!("{path}?{query}").chars().take(100).collect();
    Case::new(name, "GET", format!("{path}?{query}")).by_staff()
}

pub fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = table()
        .iter()
        .map(|(path, query, at, fault)| case(path, query).breaks(&[(at, fault)]))
        .collect();
    for length in [201, 10_000] {
        cases.push(case(LIST, &format!("q={}", "x".repeat(length))).breaks(&[("/q", "too_long")]));
    }
    cases.push(case(LIST, "state=x&limit=0&cursor=y&updated_since=z").breaks(&[
        ("/cursor", "invalid_cursor"),
        ("/limit", "out_of_range"),
        ("/state", "unknown_choice"),
        ("/updated_since", "not_a_time"),
    ]));
    cases.push(Case::new("my events without a token", "GET", "/api/v1/events?mine=true").is(
        401,
        "unauthorized",
        &[],
    ));
    let formats = ["exe", "CSV", "csv%00", "csv.exe", "..", "%E8%A1%A8", "pdf%20"];
    cases.extend(formats.map(|format| {
        let path = format!("/api/v1/sessions/{{session}}/attendees.{format}");
        Case::new(format!("the format {format}"), "GET", path).by_staff().not_found()
    }));
    cases
}

fn table() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    vec![
        (LIST, "cursor=", "/cursor", "invalid_cursor"),
        (LIST, "cursor=abc", "/cursor", "invalid_cursor"),
        (LIST, "cursor=1.5", "/cursor", "invalid_cursor"),
        (LIST, "cursor=1e3", "/cursor", "invalid_cursor"),
        (LIST, "cursor=-1", "/cursor", "invalid_cursor"),
        (LIST, "cursor=%2B1", "/cursor", "invalid_cursor"),
        (LIST, "cursor=99999999999999999999", "/cursor", "invalid_cursor"),
        (LIST, "cursor=1%3BDROP%20TABLE%20registrations", "/cursor", "invalid_cursor"),
        (LIST, "limit=0", "/limit", "out_of_range"),
        (LIST, "limit=-1", "/limit", "out_of_range"),
        (LIST, "limit=501", "/limit", "out_of_range"),
        (LIST, "limit=9223372036854775807", "/limit", "out_of_range"),
        (LIST, "limit=", "/limit", "not_a_number"),
        (LIST, "limit=ten", "/limit", "not_a_number"),
        (LIST, "limit=1.5", "/limit", "not_a_number"),
        (LIST, "limit=1e2", "/limit", "not_a_number"),
        (LIST, "limit=99999999999999999999", "/limit", "not_a_number"),
        (LIST, "limit=%EF%BC%91", "/limit", "not_a_number"),
        (LIST, "state=nothing", "/state", "unknown_choice"),
        (LIST, "state=Confirmed", "/state", "unknown_choice"),
        (LIST, "state=confirmed,nothing", "/state", "unknown_choice"),
        (LIST, "state=confirmed'--", "/state", "unknown_choice"),
        (LIST, "updated_since=", "/updated_since", "not_a_time"),
        (LIST, "updated_since=yesterday", "/updated_since", "not_a_time"),
        (LIST, "updated_since=2026-02-30T00:00:00Z", "/updated_since", "not_a_time"),
        (LIST, "updated_since=2026-10-15", "/updated_since", "not_a_time"),
        (LIST, "updated_since=0001-01-01T00:00:00Z", "/updated_since", "out_of_range"),
        (LIST, "updated_since=9999-12-31T00:00:00Z", "/updated_since", "out_of_range"),
        (LIST, "q=a%00b", "/q", "control_character"),
        (LIST, "q=a&q=b", "/q", "duplicate"),
        (LIST, "limit=1&limit=1", "/limit", "duplicate"),
        (LIST, "stat=confirmed", "/stat", "unknown_parameter"),
        (LIST, "=", "/", "unknown_parameter"),
        (EVENTS, "cursor=", "/cursor", "invalid_cursor"),
        (EVENTS, "cursor=1", "/cursor", "invalid_cursor"),
        (EVENTS, "cursor=%00", "/cursor", "control_character"),
        (EVENTS, "mine=yes", "/mine", "unknown_choice"),
        (EVENTS, "mine=1", "/mine", "unknown_choice"),
        (EVENTS, "limit=5", "/limit", "unknown_parameter"),
        (MAILS, "state=lost", "/state", "unknown_choice"),
        (MAILS, "kind=owl", "/kind", "unknown_choice"),
        (MAILS, "session=x", "/session", "unknown_choice"),
        (MAILS, "cursor=x", "/cursor", "invalid_cursor"),
        (MAILS, "kind=%00", "/kind", "control_character"),
        (MAILS, "recipient=a", "/recipient", "unknown_parameter"),
        (CSV, "columns=nothing", "/columns", "unknown_choice"),
        (CSV, "columns=answer:nothing", "/columns", "unknown_choice"),
        (CSV, "columns=token_hash", "/columns", "unknown_choice"),
        (CSV, "encoding=utf-16", "/encoding", "unknown_choice"),
        (CSV, "state=nothing", "/state", "unknown_choice"),
        (CSV, "lang=fr", "/lang", "unknown_choice"),
        (CSV, "format=xlsx", "/format", "unknown_parameter"),
    ]
}
