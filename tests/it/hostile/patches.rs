//! Changes that would break a rule: of an event, a session, a registration, and to where it moves.

use serde_json::{Value, json};

use super::case::Case;

fn case(path: &str, body: &Value) -> Case {
    let name: String = format!("{path} {body}").chars().take(120).collect();
    Case::json(name, "PATCH", path, body)
}

pub fn cases() -> Vec<Case> {
    [events(), sessions(), registrations(), moves()].concat()
}

fn events() -> Vec<Case> {
    let table = [
        (json!({ "title": null }), "/title", "required"),
        (json!({ "title": { "fr": "a" } }), "/title", "unknown_language"),
        (json!({ "title": "" }), "/title", "empty"),
        (json!({ "title": ["a"] }), "/title", "wrong_type"),
        (json!({ "slug": "taken" }), "/slug", "already_used"),
        (json!({ "slug": "TAKEN" }), "/slug", "invalid_slug"),
        (json!({ "status": "published" }), "/status", "unknown_field"),
        (json!({ "id": "x" }), "/id", "unknown_field"),
        (json!({ "sessions": [] }), "/sessions", "not_changeable"),
        (json!({ "sessions": null }), "/sessions", "not_changeable"),
        (json!({ "capacity_unit": "company" }), "/capacity_unit", "fixed_after_publication"),
        (json!({ "allocation": "invitation" }), "/allocation", "not_supported"),
        (json!({ "people_per_application": 0 }), "/people_per_application", "out_of_range"),
        (json!({ "people_per_application": 1.5 }), "/people_per_application", "wrong_type"),
        (json!({ "people_per_company": -1 }), "/people_per_company", "out_of_range"),
        (json!({ "time_zone": "Mars" }), "/time_zone", "unknown_choice"),
        (json!({ "questions": {} }), "/questions", "wrong_type"),
        (
            json!({ "questions": [{ "key": "A", "kind": "number", "label": "a" }] }),
            "/questions/0/key",
            "invalid_key",
        ),
        (
            json!({ "session_groups": [{ "key": "new" }] }),
            "/session_groups",
            "fixed_after_publication",
        ),
        (
            json!({ "session_groups": [{ "key": "hagi", "capacity": 0 }] }),
            "/session_groups/0/capacity",
            "out_of_range",
        ),
        // The group's part alone would be possible.
        (
            json!({ "session_groups": [{ "key": "hagi", "capacity": 30 }], "slug": "taken" }),
            "/slug",
            "already_used",
        ),
        (
            json!({ "session_groups": [{ "key": "hagi", "capacity": 30 }], "title": " " }),
            "/title",
            "empty",
        ),
    ];
    let staff = |(body, at, fault): &(Value, &str, &str)| {
        case("/api/v1/events/{event}", body).by_staff().breaks(&[(at, fault)])
    };
    table.iter().map(staff).collect()
}

fn sessions() -> Vec<Case> {
    let table = [
        (json!({ "capacity": 0 }), "/capacity", "out_of_range"),
        (json!({ "capacity": -5 }), "/capacity", "out_of_range"),
        (json!({ "capacity": 1_000_001 }), "/capacity", "out_of_range"),
        (json!({ "capacity": 20.5 }), "/capacity", "wrong_type"),
        (json!({ "capacity": 1e3 }), "/capacity", "wrong_type"),
        (json!({ "capacity": "30" }), "/capacity", "wrong_type"),
        (json!({ "capacity": null }), "/capacity", "required"),
        (json!({ "people_capacity": 0 }), "/people_capacity", "out_of_range"),
        (json!({ "grace_seconds": -1 }), "/grace_seconds", "out_of_range"),
        (json!({ "closes_at": "2099-01-01T00:00:00Z" }), "/closes_at", "closes_after_end"),
        (json!({ "closes_at": "2026-02-30T00:00:00Z" }), "/closes_at", "not_a_time"),
        (json!({ "closes_at": 5 }), "/closes_at", "wrong_type"),
        (json!({ "opens_at": "2099-01-01T00:00:00Z" }), "/opens_at", "opens_after_close"),
        (json!({ "opens_at": "0001-01-01T00:00:00Z" }), "/opens_at", "out_of_range"),
        (json!({ "meetings": [] }), "/meetings", "required"),
        (json!({ "meetings": null }), "/meetings", "required"),
        (
            json!({ "meetings": [{ "starts_at": "2099-01-02T00:00:00Z", "ends_at": "2099-01-01T00:00:00Z" }] }),
            "/meetings/0/ends_at",
            "ends_before_start",
        ),
        (
            json!({ "meetings": [{ "starts_at": "2099-01-02T00:00:00Z" }] }),
            "/meetings/0/ends_at",
            "required",
        ),
        (json!({ "group": "nowhere" }), "/group", "unknown_choice"),
        (json!({ "name": "a\u{0}" }), "/name", "control_character"),
        (json!({ "waiting_list": 0 }), "/waiting_list", "wrong_type"),
        (json!({ "seats_left": 20 }), "/seats_left", "unknown_field"),
        (json!({ "capacity": 30, "colour": "red" }), "/colour", "unknown_field"),
    ];
    let staff = |(body, at, fault): &(Value, &str, &str)| {
        case("/api/v1/sessions/{session}", body).by_staff().breaks(&[(at, fault)])
    };
    let mut cases: Vec<Case> = table.iter().map(staff).collect();
    let below = case("/api/v1/sessions/{session}", &json!({ "capacity": 1 })).by_staff();
    cases.push(below.is(409, "capacity_below_confirmed", &[]));
    let below =
        case("/api/v1/sessions/{session}", &json!({ "people_capacity": 1, "name": "別名" }))
            .by_staff();
    cases.push(below.is(409, "capacity_below_confirmed", &[]));
    let elsewhere = case("/api/v1/sessions/{session}", &json!({ "group": "hagi" })).by_staff();
    cases.push(elsewhere.is(409, "group_fixed", &[]));
    cases
}

fn registrations() -> Vec<Case> {
    let table = [
        (json!({ "applicant": null }), "/applicant", "required"),
        (json!({ "applicant": "山田" }), "/applicant", "wrong_type"),
        (json!({ "applicant": ["山田"] }), "/applicant", "wrong_type"),
        (json!({ "applicant": { "name": null } }), "/applicant/name", "required"),
        (json!({ "applicant": { "name": "　" } }), "/applicant/name", "empty"),
        (json!({ "applicant": { "name": "a\u{202E}" } }), "/applicant/name", "invisible_character"),
        (json!({ "applicant": { "email": null } }), "/applicant/email", "required"),
        (json!({ "applicant": { "email": "nobody" } }), "/applicant/email", "invalid_email"),
        (json!({ "applicant": { "age": 3 } }), "/applicant/age", "unknown_field"),
        (json!({ "seats": 0 }), "/seats", "out_of_range"),
        (json!({ "seats": 6 }), "/seats", "out_of_range"),
        (json!({ "seats": 1.5 }), "/seats", "wrong_type"),
        (json!({ "attendees": [{ "name": "" }] }), "/attendees/0/name", "empty"),
        (json!({ "attendees": {} }), "/attendees", "wrong_type"),
        (json!({ "answers": { "nothing": 1 } }), "/answers/nothing", "unknown_question"),
        (json!({ "answers": { "date": "2026-02-30" } }), "/answers/date", "not_a_date"),
        (json!({ "language": "tlh" }), "/language", "unknown_choice"),
        (json!({ "consent": false }), "/consent", "not_changeable"),
        (json!({ "source": "telephone" }), "/source", "not_changeable"),
        (json!({ "received_at": null }), "/received_at", "not_changeable"),
        (json!({ "note": "a" }), "/note", "not_changeable"),
        (json!({ "exceed_reason": "a" }), "/exceed_reason", "not_changeable"),
        (json!({ "state": "confirmed" }), "/state", "unknown_field"),
        (json!({ "session": "x" }), "/session", "unknown_field"),
        (json!({ "version": 9 }), "/version", "unknown_field"),
    ];
    let own = |(body, at, fault): &(Value, &str, &str)| {
        case("/api/v1/registrations/{token}", body).breaks(&[(at, fault)])
    };
    let mut cases: Vec<Case> = table.iter().map(own).collect();
    let harmless = json!({ "applicant": { "phone": "000-1234-5678" } });
    let seen = |tag: &str| case("/api/v1/registrations/{token}", &harmless).header("If-Match", tag);
    cases.push(seen("\"99\"").is(412, "version_mismatch", &[]));
    cases.push(seen("\"never ours\"").is(412, "version_mismatch", &[]));
    cases
}

fn moves() -> Vec<Case> {
    let path = "/api/v1/registrations/{token}/move";
    let to = |session: &Value| {
        Case::json(format!("move to {session}"), "POST", path, &json!({ "session": session }))
    };
    let unknown = [
        "",
        "x",
        "00000000-0000-0000-0000-000000000000",
        "{event}",
        "{registration}",
        "../x",
        "a\u{0}",
    ];
    let mut cases: Vec<Case> =
        unknown.iter().map(|id| to(&json!(id)).breaks(&[("/session", "unknown_choice")])).collect();
    for value in [json!(null), json!(3), json!([]), json!({})] {
        cases.push(to(&value).breaks(&[("/session", "wrong_type")]));
    }
    cases.push(
        Case::json("move to nowhere", "POST", path, &json!({})).breaks(&[("/session", "required")]),
    );
    cases
}
