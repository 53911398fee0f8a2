//! Events and sessions in which one thing is wrong: texts, capacities, groups, questions, addresses.

use serde_json::{Value, json};

use super::case::Case;
use crate::support::bodies;

fn event_with(more: &Value) -> Value {
    bodies::with(bodies::event(&[bodies::session("下関", 20)]), more)
}

/// An event whose one session has something laid over it.
pub fn session_with(more: &Value) -> Value {
    bodies::event(&[bodies::session_with("下関", 20, more)])
}

/// An event that breaks one rule.
pub fn breaks(body: &Value, at: &str, fault: &str) -> Case {
    let name: String = format!("{at} {fault}: {body}").chars().take(300).collect();
    Case::json(name, "POST", "/api/v1/events", body).by_staff().breaks(&[(at, fault)])
}

pub fn cases() -> Vec<Case> {
    [texts(), slugs(), numbers(), sessions(), meetings(), groups(), questions(), too_many()]
        .concat()
}

fn texts() -> Vec<Case> {
    let mut cases = vec![breaks(&json!({ "sessions": [] }), "/title", "required")];
    let long = "長".repeat(201);
    for (title, fault) in [
        (json!(""), "empty"),
        (json!("　"), "empty"),
        (json!({}), "empty"),
        (json!({ "ja": " ", "en": "" }), "empty"),
        (json!("一\n二"), "control_character"),
        (json!("a\u{0}"), "control_character"),
        (json!({ "ja": "良い", "en": "a\u{202E}b" }), "invisible_character"),
        (json!(long), "too_long"),
        (json!(null), "wrong_type"),
        (json!(3), "wrong_type"),
        (json!(["a"]), "wrong_type"),
    ] {
        cases.push(breaks(&event_with(&json!({ "title": title })), "/title", fault));
    }
    cases.push(breaks(&event_with(&json!({ "title": { "ja": 3 } })), "/title/ja", "wrong_type"));
    for field in ["audience", "description", "contact"] {
        let at = format!("/{field}");
        cases.push(breaks(&event_with(&json!({ field: "a\u{0}b" })), &at, "control_character"));
        cases.push(breaks(
            &event_with(&json!({ field: "a\u{2066}b" })),
            &at,
            "invisible_character",
        ));
        cases.push(breaks(&event_with(&json!({ field: "長".repeat(20_001) })), &at, "too_long"));
        cases.push(breaks(&event_with(&json!({ field: [] })), &at, "wrong_type"));
    }
    cases
}

fn slugs() -> Vec<Case> {
    let long = "a".repeat(61);
    let wrong = [
        ("", "empty"),
        ("a", "too_short"),
        (long.as_str(), "too_long"),
        ("Telework", "invalid_slug"),
        ("-ab", "invalid_slug"),
        ("a b", "invalid_slug"),
        ("../admin", "invalid_slug"),
        ("a/b", "invalid_slug"),
        ("説明会", "invalid_slug"),
        ("ａｂｃ", "invalid_slug"),
        ("ab\u{0}", "invalid_slug"),
        ("ab\n", "invalid_slug"),
        ("taken", "already_used"),
    ];
    wrong
        .map(|(slug, fault)| breaks(&event_with(&json!({ "slug": slug })), "/slug", fault))
        .to_vec()
}

fn numbers() -> Vec<Case> {
    let mut cases = Vec::new();
    let out = [
        json!(0),
        json!(-1),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(2_147_483_648_i64),
        json!(1_000_001),
    ];
    let wrong = [
        json!(1.5),
        json!(1.0),
        json!(1e3),
        json!("20"),
        json!(u64::MAX),
        json!(1e300),
        json!(true),
        json!([20]),
        json!({}),
    ];
    for value in out {
        cases.push(breaks(
            &event_with(&json!({ "people_per_application": value })),
            "/people_per_application",
            "out_of_range",
        ));
        cases.push(breaks(
            &event_with(&json!({ "people_per_company": value })),
            "/people_per_company",
            "out_of_range",
        ));
        cases.push(breaks(
            &session_with(&json!({ "capacity": value })),
            "/sessions/0/capacity",
            "out_of_range",
        ));
        cases.push(breaks(
            &session_with(&json!({ "people_capacity": value })),
            "/sessions/0/people_capacity",
            "out_of_range",
        ));
    }
    for value in wrong {
        cases.push(breaks(
            &event_with(&json!({ "people_per_application": value })),
            "/people_per_application",
            "wrong_type",
        ));
        cases.push(breaks(
            &session_with(&json!({ "capacity": value })),
            "/sessions/0/capacity",
            "wrong_type",
        ));
        cases.push(breaks(
            &session_with(&json!({ "people_capacity": value })),
            "/sessions/0/people_capacity",
            "wrong_type",
        ));
        cases.push(breaks(
            &session_with(&json!({ "grace_seconds": value })),
            "/sessions/0/grace_seconds",
            "wrong_type",
        ));
    }
    cases.push(breaks(
        &event_with(&json!({ "people_per_application": 1_001 })),
        "/people_per_application",
        "out_of_range",
    ));
    cases.push(breaks(
        &session_with(&json!({ "capacity": null })),
        "/sessions/0/capacity",
        "wrong_type",
    ));
    cases.push(breaks(
        &session_with(&json!({ "grace_seconds": -1 })),
        "/sessions/0/grace_seconds",
        "out_of_range",
    ));
    cases.push(breaks(
        &session_with(&json!({ "grace_seconds": 86_401 })),
        "/sessions/0/grace_seconds",
        "out_of_range",
    ));
    cases
}

fn sessions() -> Vec<Case> {
    let mut without_capacity = bodies::session("下関", 1);
    without_capacity.as_object_mut().expect("an object").remove("capacity");
    vec![
        breaks(&bodies::event(&[without_capacity]), "/sessions/0/capacity", "required"),
        breaks(
            &session_with(&json!({ "name": "一\n二" })),
            "/sessions/0/name",
            "control_character",
        ),
        breaks(&session_with(&json!({ "name": "長".repeat(201) })), "/sessions/0/name", "too_long"),
        breaks(
            &session_with(&json!({ "waiting_list": "yes" })),
            "/sessions/0/waiting_list",
            "wrong_type",
        ),
        breaks(
            &session_with(&json!({ "waiting_list": null })),
            "/sessions/0/waiting_list",
            "wrong_type",
        ),
        breaks(
            &session_with(&json!({ "group": "nowhere" })),
            "/sessions/0/group",
            "unknown_choice",
        ),
        breaks(&session_with(&json!({ "status": "open" })), "/sessions/0/status", "unknown_field"),
        breaks(&event_with(&json!({ "sessions": {} })), "/sessions", "wrong_type"),
        breaks(&event_with(&json!({ "sessions": [["下関", 20]] })), "/sessions/0", "wrong_type"),
        breaks(&event_with(&json!({ "capacity_unit": "dog" })), "/capacity_unit", "unknown_choice"),
        breaks(
            &event_with(&json!({ "capacity_unit": { "person": null } })),
            "/capacity_unit",
            "wrong_type",
        ),
        breaks(&event_with(&json!({ "capacity_unit": 1 })), "/capacity_unit", "wrong_type"),
        breaks(&event_with(&json!({ "allocation": "invitation" })), "/allocation", "not_supported"),
        breaks(&event_with(&json!({ "allocation": "bribery" })), "/allocation", "unknown_choice"),
        breaks(&event_with(&json!({ "organization": "hagi" })), "/organization", "unknown_field"),
    ]
}

fn meetings() -> Vec<Case> {
    let good = bodies::session("下関", 20)["meetings"][0].clone();
    let meeting_with =
        |more: Value| session_with(&json!({ "meetings": [bodies::with(good.clone(), &more)] }));
    let mut cases = vec![
        breaks(&session_with(&json!({ "meetings": [] })), "/sessions/0/meetings", "required"),
        breaks(&session_with(&json!({ "meetings": {} })), "/sessions/0/meetings", "wrong_type"),
        breaks(
            &session_with(
                &json!({ "meetings": [["2026-10-15T14:00:00+09:00", "2026-10-15T15:00:00+09:00"]] }),
            ),
            "/sessions/0/meetings/0",
            "wrong_type",
        ),
        breaks(
            &meeting_with(json!({ "venue": "a\u{0}" })),
            "/sessions/0/meetings/0/venue",
            "control_character",
        ),
        breaks(
            &meeting_with(json!({ "address": "長".repeat(201) })),
            "/sessions/0/meetings/0/address",
            "too_long",
        ),
    ];
    let long = format!("https://example.jp/{}", "a".repeat(2_000));
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.jp/",
        "//example.jp",
        "https://",
        "example.jp",
        "",
        "https://example.jp/ x",
        "https://exa mple.jp",
        "https://example.jp/\u{0}",
        "https://example.jp/\nX: y",
        long.as_str(),
        "file:///etc/passwd",
        "https://[::1",
        "\u{202E}https://example.jp",
    ] {
        cases.push(breaks(
            &meeting_with(json!({ "online_url": url })),
            "/sessions/0/meetings/0/online_url",
            "invalid_url",
        ));
    }
    cases.push(breaks(
        &meeting_with(json!({ "online_url": 3 })),
        "/sessions/0/meetings/0/online_url",
        "wrong_type",
    ));
    cases
}

fn groups() -> Vec<Case> {
    let group = |more: Value| {
        event_with(&json!({ "session_groups": [bodies::with(json!({ "key": "hagi" }), &more)] }))
    };
    let twice = json!({ "session_groups": [{ "key": "hagi" }, { "key": "hagi" }] });
    vec![
        breaks(&group(json!({ "key": "A b" })), "/session_groups/0/key", "invalid_key"),
        breaks(&group(json!({ "key": "" })), "/session_groups/0/key", "invalid_key"),
        breaks(
            &group(json!({ "name": "a\u{200B}" })),
            "/session_groups/0/name",
            "invisible_character",
        ),
        breaks(&group(json!({ "capacity": 0 })), "/session_groups/0/capacity", "out_of_range"),
        breaks(&group(json!({ "capacity": 1.5 })), "/session_groups/0/capacity", "wrong_type"),
        breaks(
            &group(json!({ "sessions_per_applicant": 0 })),
            "/session_groups/0/sessions_per_applicant",
            "out_of_range",
        ),
        breaks(&group(json!({ "sessions": [] })), "/session_groups/0/sessions", "unknown_field"),
        breaks(&event_with(&twice), "/session_groups/1/key", "duplicate"),
    ]
}

fn questions() -> Vec<Case> {
    let question = |more: Value| {
        let plain = json!({ "key": "needs", "kind": "short_text", "label": "質問" });
        event_with(&json!({ "questions": [bodies::with(plain, &more)] }))
    };
    let choice = |choices: Value| question(json!({ "kind": "choice", "choices": choices }));
    let mut cases = Vec::new();
    let long = "a".repeat(41);
    for key in ["", "Needs", "a b", "必要", "a/b", "a\u{0}", "__proto__\"", long.as_str()] {
        cases.push(breaks(&question(json!({ "key": key })), "/questions/0/key", "invalid_key"));
    }
    let twice = json!([{ "key": "a", "kind": "number", "label": "a" }, { "key": "a", "kind": "number", "label": "a" }]);
    cases.extend([
        breaks(&question(json!({ "kind": "picture" })), "/questions/0/kind", "unknown_choice"),
        breaks(&question(json!({ "kind": { "number": null } })), "/questions/0/kind", "wrong_type"),
        breaks(&question(json!({ "label": " " })), "/questions/0/label", "empty"),
        breaks(&question(json!({ "label": "a\u{0}" })), "/questions/0/label", "control_character"),
        breaks(&question(json!({ "hint": "a\u{0}" })), "/questions/0/hint", "control_character"),
        breaks(&question(json!({ "required": 1 })), "/questions/0/required", "wrong_type"),
        breaks(&question(json!({ "pattern": "(a+)+$" })), "/questions/0/pattern", "unknown_field"),
        breaks(&question(json!({ "kind": "choice" })), "/questions/0/choices", "required"),
        breaks(
            &choice(json!([{ "value": "", "label": "a" }])),
            "/questions/0/choices/0/value",
            "invalid_key",
        ),
        breaks(
            &choice(json!([{ "value": "a\u{0}", "label": "a" }])),
            "/questions/0/choices/0/value",
            "invalid_key",
        ),
        breaks(
            &choice(json!([{ "value": "a", "label": "" }])),
            "/questions/0/choices/0/label",
            "empty",
        ),
        breaks(
            &choice(json!([{ "value": "a", "label": "a" }, { "value": "a", "label": "b" }])),
            "/questions/0/choices/1/value",
            "duplicate",
        ),
        breaks(&choice(json!(["a"])), "/questions/0/choices/0", "wrong_type"),
        breaks(&event_with(&json!({ "questions": twice })), "/questions/1/key", "duplicate"),
    ]);
    cases
}

fn too_many() -> Vec<Case> {
    let meeting = json!({ "starts_at": "2026-10-15T14:00:00Z", "ends_at": "2026-10-15T15:00:00Z" });
    let session = json!({ "capacity": 1, "meetings": [meeting] });
    let question =
        |number: usize| json!({ "key": format!("q{number}"), "kind": "number", "label": "a" });
    let group = |number: usize| json!({ "key": format!("g{number}") });
    let many = |count: usize, make: &dyn Fn(usize) -> Value| {
        Value::from((0..count).map(make).collect::<Vec<_>>())
    };
    vec![
        breaks(
            &event_with(&json!({ "sessions": many(501, &|_| session.clone()) })),
            "/sessions",
            "too_many",
        ),
        breaks(
            &session_with(&json!({ "meetings": many(101, &|_| meeting.clone()) })),
            "/sessions/0/meetings",
            "too_many",
        ),
        breaks(&event_with(&json!({ "questions": many(51, &question) })), "/questions", "too_many"),
        breaks(
            &event_with(&json!({ "session_groups": many(501, &group) })),
            "/session_groups",
            "too_many",
        ),
    ]
}
