//! Methods that an address does not have, and addresses that mean nothing.

use std::collections::BTreeMap;

use uketsuke::http::api::{BASE, ROUTES};

use super::case::Case;

/// Every method that is not in the table, on every address of it, must be refused with those that are.
pub fn cases() -> Vec<Case> {
    let mut known: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (method, path) in ROUTES {
        known.entry(path).or_default().push(method.to_uppercase());
    }
    let mut cases = Vec::new();
    for (path, methods) in known {
        let mut allowed = methods.clone();
        if methods.iter().any(|method| method == "GET") {
            allowed.push("HEAD".to_owned());
        }
        let others = [
            "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get",
            "X-A",
        ];
        for method in others.iter().filter(|method| !allowed.iter().any(|known| known == *method)) {
            let at = format!("{BASE}{}", named(path));
            cases.push(
                Case::new(format!("{method} {path}"), method, at).allows(&allowed.join(", ")),
            );
        }
    }
    cases.extend(nowhere());
    cases
}

/// A path of the table with what the world has.
pub fn named(path: &str) -> String {
    let id = match path {
        _ if path.starts_with("/outbox") => "{mail}",
        _ if path.starts_with("/application-drafts") => "{draft}",
        _ => "{registration}",
    };
    let path = path.replace("{id}", id).replace("{format}", "csv");
    path.replace("{kind}", "promoted").replace("{language}", "ja")
}

fn nowhere() -> Vec<Case> {
    let long = format!("/api/v1/{}", "x".repeat(5_000));
    let paths = [
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/events/",
        "/api/v1/events/{event}/",
        "/api/v1//events",
        "/api/v1/Events",
        "/api/v1/events/{event}/sessions/{session}",
        "/api/v1/events/{event}/publish/now",
        "/api/v1/sessions/{session}/attendees",
        "/api/v1/registrations",
        "/api/v1/manage/registrations",
        "/api/v1/manage/registrations/{registration}",
        "/api/v1/outbox/{mail}",
        "/api/v2/events",
        "/api",
        "/api/",
        "/api/v1/../v1/events",
        "/api/v1/%65vents/x/y",
        "/api/v1/openapi.json/x",
        "/api/v1/openapi.yaml",
        long.as_str(),
    ];
    let mut cases = Vec::new();
    for path in paths {
        let shown: String = path.chars().take(60).collect();
        for method in ["GET", "POST", "DELETE", "BREW"] {
            cases.push(Case::new(format!("{method} {shown}"), method, path).by_staff().not_found());
        }
    }
    cases
}
