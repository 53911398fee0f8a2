//! Headers that are malformed: keys, tokens and tags that are none.

use serde_json::Value;

use super::case::{APPLY, Case};
use crate::support::bodies;

pub fn cases() -> Vec<Case> {
    [keys(), tokens(), tags()].concat()
}

fn keys() -> Vec<Case> {
    let long = "k".repeat(256);
    let longer = "k".repeat(10_000);
    let apply = |name: &str| Case::apply(name, &bodies::applicant(2));
    let mut cases: Vec<Case> = ["", " ", "a b", "a\tb", long.as_str(), longer.as_str()]
        .map(|key| {
            apply(&format!("Idempotency-Key of {} characters", key.len()))
                .header("Idempotency-Key", key)
        })
        .map(|case| case.is(400, "malformed_header", &[]))
        .to_vec();
    let twice = apply("two keys").header("Idempotency-Key", "a").header("Idempotency-Key", "b");
    cases.push(twice.is(400, "malformed_header", &[]));
    cases
}

/// A token that is none is never taken for nobody, not even where anybody may ask.
fn tokens() -> Vec<Case> {
    let long = format!("Bearer {}", "x".repeat(10_000));
    let unknown = format!("Bearer ukt_{}", "A".repeat(43));
    let wrong = [
        "",
        "Bearer",
        "Bearer ",
        "bearer x",
        "Bearer x y",
        "Basic dXNlcjpwYXNz",
        "{staff}",
        "Token {staff}",
        "Bearer Bearer {staff}",
        "Bearer {staff}x",
        "Bearer \"{staff}\"",
        "Bearer {staff},",
        "Bearer ' OR 1=1 --",
        long.as_str(),
        unknown.as_str(),
    ];
    let routes = [
        ("GET", "/api/v1/events"),
        ("GET", "/api/v1/events/{event}"),
        ("GET", "/api/v1/sessions/{session}"),
        ("GET", "/api/v1/sessions/{session}/registrations"),
        ("GET", "/api/v1/sessions/{session}/attendees.csv"),
        ("GET", "/api/v1/outbox"),
        ("POST", "/api/v1/manage/registrations/{registration}/withdraw"),
        ("POST", "/api/v1/outbox/{mail}/abort"),
        ("POST", "/api/v1/events/{event}/cancel"),
        ("DELETE", "/api/v1/sessions/{grouped}"),
    ];
    let mut cases = Vec::new();
    for token in wrong {
        let shown: String = token.chars().take(20).collect();
        for (method, path) in routes {
            let case = Case::new(format!("Authorization {shown}: {method} {path}"), method, path);
            cases.push(case.header("Authorization", token).is(401, "unauthorized", &[]));
        }
        let apply = Case::apply(format!("Authorization {shown}: applying"), &bodies::applicant(2));
        cases.push(apply.header("Authorization", token).is(401, "unauthorized", &[]));
    }
    for (method, path) in &routes[3..] {
        let case = Case::new(format!("no token: {method} {path}"), method, *path);
        cases.push(case.is(401, "unauthorized", &[]));
    }
    let twice = Case::new("two tokens", "GET", "/api/v1/outbox").by_staff().by_staff();
    cases.push(twice.is(401, "unauthorized", &[]));
    let twice = Case::json("two tokens, applying", "POST", APPLY, &bodies::applicant(2))
        .by_staff()
        .by_staff();
    cases.push(twice.is(401, "unauthorized", &[]));
    cases
}

fn tags() -> Vec<Case> {
    ["3", "", "\"1\", \"2\"", "\"", "W/3"]
        .map(|tag| {
            let change = Case::json(
                format!("If-Match {tag}"),
                "PATCH",
                "/api/v1/registrations/{token}",
                &Value::Object(serde_json::Map::new()),
            );
            change.header("If-Match", tag).is(400, "malformed_header", &[])
        })
        .to_vec()
}
