//! Ids, slugs and tokens that do not exist, in every spelling, on every route that takes one.

use serde_json::{Value, json};
use uketsuke::http::api::{BASE, ROUTES};

use super::case::Case;
use crate::support::bodies;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (method, path) in ROUTES.iter().filter(|(_, path)| path.contains('{')) {
        for spelling in spellings() {
            let path = with_id(path, &spelling);
            let shown: String = path.chars().take(120).collect();
            cases.push(request(&format!("{method} {shown}"), method, &path).by_staff().not_found());
        }
    }
    cases
}

/// A path of the table with this id; only the id is wrong.
pub fn with_id(path: &str, id: &str) -> String {
    let path = path.replace("{format}", "csv").replace("{language}", "ja");
    let Some((before, rest)) = path.split_once('{') else { return format!("{BASE}{path}") };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    format!("{BASE}{before}{id}{after}")
}

/// A request that is right but for its path.
pub fn request(name: &str, method: &str, path: &str) -> Case {
    let method = method.to_uppercase();
    match body_for(&method, path) {
        Some(body) => Case::json(name, &method, path, &body),
        None => Case::new(name, &method, path),
    }
}

fn body_for(method: &str, path: &str) -> Option<Value> {
    match method {
        "POST" if path.contains("/registrations/") && path.ends_with("/move") => {
            Some(json!({ "session": "{grouped}" }))
        }
        "POST" if path.ends_with("/confirm") => Some(json!({})),
        "POST" if path.ends_with("/registrations") => Some(bodies::applicant(2)),
        "POST" if path.ends_with("/announcements") => Some(json!({ "subject": "S", "body": "B" })),
        "POST" if path.ends_with("/resend-link") => Some(json!({ "email": "taro1@example.jp" })),
        "POST" if path.ends_with("/sessions") => Some(bodies::session("新", 5)),
        "POST" if path.ends_with("/events") => Some(bodies::event(&[bodies::session("新", 5)])),
        "POST" if path.ends_with("/preview") => Some(json!({})),
        "PUT" => Some(json!({ "subject": "件名", "body": "{{ contact }}" })),
        "PATCH" if path.contains("/registrations/") => {
            Some(json!({ "applicant": { "phone": "000-1234-5678" } }))
        }
        "PATCH" if path.contains("/events/") => Some(json!({ "title": "別の題" })),
        "PATCH" => Some(json!({ "capacity": 21 })),
        _ => None,
    }
}

/// None of these exists: neither by itself, nor by what it might be taken for.
pub fn spellings() -> Vec<String> {
    let id = "0199d1f0-aaaa-7000-8000-0000000000ff";
    let mut spellings: Vec<String> = [
        "",
        ".",
        "..",
        "%2e",
        "%2e%2e",
        "%2E%2E%2Fevents",
        "x",
        "0",
        "-1",
        "1e3",
        "null",
        "undefined",
        "NaN",
        "true",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "%00",
        "a%00b",
        "%20",
        "+",
        "%E8%AA%AC%E6%98%8E%E4%BC%9A",
        "%FF%FE",
        "%C0%AF",
        "%E3%81",
        "%F0%9F%98%80",
        "%zz",
        "%",
        "%25%30%30",
        "%0d%0aX-A:%20b",
        "'%20OR%20'1'='1",
        "%22%3E%3Cscript%3E",
        "%3Bdrop%20table",
        "*",
        "{}",
        "%7B%7D",
        "$%7Bx%7D",
        "a%2Fb",
        "a%5Cb",
        "%E2%80%AE",
        "~",
        "@",
        ":",
        ",",
        "=",
        "&",
        "a;b",
    ]
    .map(str::to_owned)
    .to_vec();
    spellings.extend([
        id.to_owned(),
        id.to_uppercase(),
        id.replace('-', ""),
        format!("%7B{id}%7D"),
        format!("urn:uuid:{id}"),
        format!("{id}%20"),
        format!("%20{id}"),
        format!("{id}%00"),
        format!("{id}x"),
        id[1..].to_owned(),
        // Digits that look like digits.
        format!("%EF%BC%90{}", &id[1..]),
        "x".repeat(101),
        "a".repeat(10_000),
        "A".repeat(43),
    ]);
    spellings
}
