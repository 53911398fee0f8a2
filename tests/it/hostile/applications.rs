//! Applications in which one thing is wrong: fields, types, numbers, consent, what only staff may say.

use serde_json::{Value, json};

use super::case::{APPLY, Case};
use crate::support::bodies;

/// The event's `people_per_application` is five.
const TOO_MANY: i64 = 6;

/// A good application with something laid over it.
pub fn with(more: &Value) -> Value {
    bodies::with(bodies::applicant(2), more)
}

/// A good application whose applicant has something laid over them.
pub fn applicant_with(more: &Value) -> Value {
    let mut body = bodies::applicant(2);
    body["applicant"] = bodies::with(body["applicant"].take(), more);
    body
}

pub fn cases() -> Vec<Case> {
    [fields(), types(), seats(), attendees(), company(), staff_entries()].concat()
}

fn fields() -> Vec<Case> {
    let breaks =
        |name: &str, body: &Value, faults: &[(&str, &str)]| Case::apply(name, body).breaks(faults);
    let mut without_consent = bodies::applicant(2);
    without_consent.as_object_mut().expect("an object").remove("consent");
    let several =
        json!({ "applicant": { "name": "　", "email": "nobody" }, "seats": 0, "language": "fr" });
    vec![
        breaks("no applicant", &json!({ "consent": true }), &[("/applicant", "required")]),
        breaks(
            "no name",
            &json!({ "applicant": { "email": "taro@example.jp" }, "consent": true }),
            &[("/applicant/name", "required")],
        ),
        breaks(
            "no address",
            &json!({ "applicant": { "name": "山田" }, "consent": true }),
            &[("/applicant/email", "required")],
        ),
        breaks(
            "an empty address",
            &applicant_with(&json!({ "email": " " })),
            &[("/applicant/email", "required")],
        ),
        breaks("no consent", &without_consent, &[("/consent", "required")]),
        breaks("consent refused", &with(&json!({ "consent": false })), &[("/consent", "required")]),
        breaks("an unknown field", &with(&json!({ "colour": 1 })), &[("/colour", "unknown_field")]),
        breaks(
            "a field with other letters",
            &with(&json!({ "Seats": 1 })),
            &[("/Seats", "unknown_field")],
        ),
        breaks(
            "an unknown field of the applicant",
            &applicant_with(&json!({ "age": 3 })),
            &[("/applicant/age", "unknown_field")],
        ),
        breaks(
            "an unknown field of an attendee",
            &with(&json!({ "attendees": [{ "name": "a" }, { "name": "b", "x": 1 }] })),
            &[("/attendees/1/x", "unknown_field")],
        ),
        breaks(
            "an unknown field of the company",
            &with(&json!({ "company": { "name": "a", "x": 1 } })),
            &[("/company/x", "unknown_field")],
        ),
        breaks(
            "what the service decides",
            &with(&json!({ "state": "confirmed" })),
            &[("/state", "unknown_field")],
        ),
        breaks(
            "another language",
            &with(&json!({ "language": "fr" })),
            &[("/language", "unknown_choice")],
        ),
        breaks(
            "several at once",
            &several,
            &[
                ("/applicant/email", "invalid_email"),
                ("/applicant/name", "empty"),
                ("/consent", "required"),
                ("/language", "unknown_choice"),
                ("/seats", "out_of_range"),
            ],
        ),
    ]
}

fn types() -> Vec<Case> {
    let wrong = |body: &Value, at: &str| {
        Case::apply(format!("{at} in {body}"), body).breaks(&[(at, "wrong_type")])
    };
    let mut cases = Vec::new();
    for value in [json!(3), json!(null), json!([]), json!({}), json!(true), json!(["山田"])] {
        cases.push(wrong(&applicant_with(&json!({ "name": value })), "/applicant/name"));
    }
    for value in [json!(3), json!([]), json!({}), json!(false)] {
        cases.push(wrong(&applicant_with(&json!({ "email": value })), "/applicant/email"));
        cases.push(wrong(&with(&json!({ "language": value })), "/language"));
    }
    // An array is no object, even if its items would fit the fields in their order.
    for value in [
        json!("山田"),
        json!(null),
        json!([]),
        json!(["山田", null, "taro@example.jp", null]),
        json!(1),
    ] {
        cases.push(wrong(&with(&json!({ "applicant": value })), "/applicant"));
    }
    for value in [json!("a"), json!([]), json!(["株式会社例示"]), json!(0)] {
        cases.push(wrong(&with(&json!({ "company": value })), "/company"));
    }
    for value in [json!({}), json!("a"), json!(null), json!(2)] {
        cases.push(wrong(&with(&json!({ "attendees": value })), "/attendees"));
    }
    for value in [json!("a"), json!(["山田"]), json!(null)] {
        cases.push(wrong(&with(&json!({ "attendees": [value] })), "/attendees/0"));
    }
    for value in [json!("yes"), json!("true"), json!(1), json!(null), json!([])] {
        cases.push(wrong(&with(&json!({ "consent": value })), "/consent"));
    }
    for value in [json!([]), json!("a"), json!(null), json!(1)] {
        cases.push(wrong(&with(&json!({ "answers": value })), "/answers"));
    }
    cases
}

fn seats() -> Vec<Case> {
    let raw = |number: &str| {
        let body = bodies::applicant(2).to_string();
        let body = format!("{},\"seats\":{number}}}", body.strip_suffix('}').expect("an object"));
        Case::new(format!("seats {number}"), "POST", APPLY)
            .header("Content-Type", "application/json")
            .body(body)
    };
    let beyond = TOO_MANY.to_string();
    let out = [
        "0",
        "-1",
        &beyond,
        "1001",
        "2147483648",
        "9223372036854775807",
        "-9223372036854775808",
        "1e400",
        "-1e999",
    ];
    let wrong = [
        "1.5",
        "1.0",
        "0.1",
        "1e3",
        "1E0",
        "-0.0",
        "9223372036854775808",
        "99999999999999999999",
        "1e300",
        "\"1\"",
        "\"１\"",
        "true",
        "[]",
        "[1]",
        "{}",
    ];
    let out = out.map(|number| raw(number).breaks(&[("/seats", "out_of_range")]));
    let wrong = wrong.map(|number| raw(number).breaks(&[("/seats", "wrong_type")]));
    out.into_iter().chain(wrong).collect()
}

fn attendees() -> Vec<Case> {
    let people = |count: usize| Value::from(vec![json!({ "name": "山田" }); count]);
    vec![
        Case::apply(
            "more attendees than seats",
            &with(&json!({ "seats": 1, "attendees": people(2) })),
        )
        .breaks(&[("/attendees", "more_attendees_than_seats")]),
        Case::apply(
            "more attendees than the event takes",
            &with(&json!({ "attendees": people(6) })),
        )
        .breaks(&[("/seats", "out_of_range")]),
        Case::apply("attendees without end", &with(&json!({ "attendees": people(1_001) })))
            .breaks(&[("/attendees", "too_many"), ("/seats", "out_of_range")]),
        Case::apply(
            "attendees with faults",
            &with(&json!({ "attendees": [
            { "name": " " }, { "name": "花子", "kana": "花子" }, { "name": "花子", "email": "@" }
        ] })),
        )
        .breaks(&[
            ("/attendees/0/name", "empty"),
            ("/attendees/1/kana", "invalid_kana"),
            ("/attendees/2/email", "invalid_email"),
        ]),
    ]
}

fn company() -> Vec<Case> {
    let breaks = |company: Value, at: &str, fault: &str| {
        Case::apply(format!("company {company}"), &with(&json!({ "company": company })))
            .breaks(&[(at, fault)])
    };
    vec![
        breaks(json!({}), "/company/name", "required"),
        breaks(json!({ "name": "" }), "/company/name", "empty"),
        breaks(json!({ "name": "　" }), "/company/name", "empty"),
        breaks(json!({ "name": "例\u{202E}示" }), "/company/name", "invisible_character"),
        breaks(json!({ "name": "例".repeat(201) }), "/company/name", "too_long"),
        breaks(
            json!({ "name": "例示", "corporate_number": "123" }),
            "/company/corporate_number",
            "invalid_corporate_number",
        ),
        breaks(
            json!({ "name": "例示", "corporate_number": "1234567890123x" }),
            "/company/corporate_number",
            "invalid_corporate_number",
        ),
        breaks(
            json!({ "name": "例示", "corporate_number": "1111111111111" }),
            "/company/corporate_number",
            "wrong_check_digit",
        ),
        breaks(
            json!({ "name": "例示", "corporate_number": 1_234_567_890_123_i64 }),
            "/company/corporate_number",
            "wrong_type",
        ),
    ]
}

fn staff_entries() -> Vec<Case> {
    let entry = |more: Value| {
        Case::apply(
            format!("staff enter {more}").chars().take(100).collect::<String>(),
            &with(&more),
        )
        .by_staff()
    };
    let mut cases: Vec<Case> =
        ["source", "received_at", "note", "exceed_reason"]
            .map(|field| {
                Case::apply(format!("{field} from anybody"), &with(&json!({ field: "telephone" })))
                    .is(401, "unauthorized", &[])
            })
            .to_vec();
    for (field, value, fault) in [
        ("source", json!("pigeon"), "unknown_choice"),
        ("source", json!(""), "unknown_choice"),
        ("source", json!(3), "wrong_type"),
        ("received_at", json!("yesterday"), "not_a_time"),
        ("received_at", json!("2026-02-30T10:00:00+09:00"), "not_a_time"),
        ("received_at", json!("0001-01-01T00:00:00Z"), "out_of_range"),
        ("received_at", json!("2099-01-01T00:00:00Z"), "in_the_future"),
        ("received_at", json!(1_700_000_000), "wrong_type"),
        ("note", json!("a\u{0}b"), "control_character"),
        ("note", json!("長".repeat(2_001)), "too_long"),
        ("exceed_reason", json!("\u{202E}由理"), "invisible_character"),
    ] {
        cases.push(entry(json!({ field: value })).breaks(&[(&format!("/{field}"), fault)]));
    }
    cases
}
