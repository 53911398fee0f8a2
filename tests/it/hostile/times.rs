//! Times that do not exist, lie in absurd years, or contradict each other.

use serde_json::{Value, json};

use super::case::Case;
use super::event_bodies::{breaks, session_with};
use crate::support::bodies;

pub fn cases() -> Vec<Case> {
    [single_times(), orders(), zones()].concat()
}

fn impossible_times() -> [(&'static str, &'static str); 22] {
    [
        ("", "not_a_time"),
        ("tomorrow", "not_a_time"),
        ("2026-10-15", "not_a_time"),
        ("2026-10-15T10:00:00", "not_a_time"),
        ("2026-10-15T10:00+09:00", "not_a_time"),
        ("10/15/2026 10:00", "not_a_time"),
        ("令和8年10月15日", "not_a_time"),
        ("２０２６-10-15T10:00:00+09:00", "not_a_time"),
        ("2026-02-30T10:00:00+09:00", "not_a_time"),
        ("2027-02-29T10:00:00+09:00", "not_a_time"),
        ("2026-13-01T10:00:00+09:00", "not_a_time"),
        ("2026-10-15T24:00:00+09:00", "not_a_time"),
        ("2026-10-15T23:59:60+09:00", "not_a_time"),
        ("2026-10-15T10:00:00+99:99", "not_a_time"),
        ("2026-10-15T10:00:00+09:00 or later", "not_a_time"),
        ("2026-10-15T10:00:00+09:00\u{0}", "not_a_time"),
        ("+12026-10-15T10:00:00+09:00", "not_a_time"),
        ("0000-01-01T00:00:00Z", "out_of_range"),
        ("0026-10-15T10:00:00+09:00", "out_of_range"),
        ("1999-12-31T23:59:59Z", "out_of_range"),
        ("2101-01-01T00:00:00Z", "out_of_range"),
        ("9999-12-31T23:59:59Z", "out_of_range"),
    ]
}

fn single_times() -> Vec<Case> {
    let good = bodies::session("下関", 20)["meetings"][0].clone();
    let meeting_with =
        |more: Value| session_with(&json!({ "meetings": [bodies::with(good.clone(), &more)] }));
    let mut cases = Vec::new();
    for (time, fault) in impossible_times() {
        cases.push(breaks(
            &meeting_with(json!({ "starts_at": time })),
            "/sessions/0/meetings/0/starts_at",
            fault,
        ));
        cases.push(breaks(
            &meeting_with(json!({ "ends_at": time })),
            "/sessions/0/meetings/0/ends_at",
            fault,
        ));
        cases.push(breaks(
            &session_with(&json!({ "opens_at": time })),
            "/sessions/0/opens_at",
            fault,
        ));
        cases.push(breaks(
            &session_with(&json!({ "closes_at": time })),
            "/sessions/0/closes_at",
            fault,
        ));
    }
    for value in [json!(1_790_000_000), json!(true), json!([2026, 10, 15]), json!({})] {
        cases.push(breaks(
            &meeting_with(json!({ "starts_at": value })),
            "/sessions/0/meetings/0/starts_at",
            "wrong_type",
        ));
        cases.push(breaks(
            &session_with(&json!({ "closes_at": value })),
            "/sessions/0/closes_at",
            "wrong_type",
        ));
    }
    cases.push(breaks(
        &meeting_with(json!({ "ends_at": null })),
        "/sessions/0/meetings/0/ends_at",
        "wrong_type",
    ));
    cases
}

/// A session from two to four o'clock on the fifteenth, open from the first to the fourteenth.
fn session_at(more: &Value) -> Value {
    let times = json!({
        "opens_at": "2090-10-01T00:00:00Z", "closes_at": "2090-10-14T00:00:00Z",
        "meetings": [{ "starts_at": "2090-10-15T14:00:00Z", "ends_at": "2090-10-15T16:00:00Z" }],
    });
    session_with(&bodies::with(times, more))
}

fn orders() -> Vec<Case> {
    let meeting = |starts: &str, ends: &str| json!({ "meetings": [{ "starts_at": starts, "ends_at": ends }] });
    let end = "/sessions/0/meetings/0/ends_at";
    vec![
        breaks(
            &session_at(&json!({ "closes_at": "2090-10-15T16:00:01Z" })),
            "/sessions/0/closes_at",
            "closes_after_end",
        ),
        breaks(
            &session_at(
                &json!({ "closes_at": "2090-10-16T00:30:00+09:00", "opens_at": "2090-10-16T00:30:00+09:00" }),
            ),
            "/sessions/0/opens_at",
            "opens_after_close",
        ),
        breaks(
            &session_at(&json!({ "opens_at": "2090-10-14T00:00:00Z" })),
            "/sessions/0/opens_at",
            "opens_after_close",
        ),
        breaks(
            &session_at(&json!({ "opens_at": "2090-10-15T14:00:00Z", "closes_at": null })),
            "/sessions/0/opens_at",
            "opens_after_close",
        ),
        breaks(
            &session_at(&meeting("2090-10-15T16:00:00Z", "2090-10-15T16:00:00Z")),
            end,
            "ends_before_start",
        ),
        breaks(
            &session_at(&meeting("2090-10-15T16:00:00Z", "2090-10-15T14:00:00Z")),
            end,
            "ends_before_start",
        ),
        // The same moment in two zones.
        breaks(
            &session_at(&meeting("2090-10-15T16:00:00+09:00", "2090-10-15T07:00:00Z")),
            end,
            "ends_before_start",
        ),
    ]
}

fn zones() -> Vec<Case> {
    let zone = |name: Value, fault| {
        breaks(
            &bodies::with(
                bodies::event(&[bodies::session("下関", 1)]),
                &json!({ "time_zone": name }),
            ),
            "/time_zone",
            fault,
        )
    };
    vec![
        zone(json!(""), "unknown_choice"),
        zone(json!("Mars/Olympus_Mons"), "unknown_choice"),
        zone(json!("../../etc/passwd"), "unknown_choice"),
        zone(json!("+09:00"), "unknown_choice"),
        zone(json!("Asia/Tokyo\u{0}"), "unknown_choice"),
        zone(json!(9), "wrong_type"),
        zone(json!(null), "wrong_type"),
    ]
}
