//! Bodies of requests, as short as they can be.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use uketsuke::clock::Clock;

fn now() -> DateTime<Utc> {
    Clock::default().now()
}

/// A session of `capacity` a month ahead, open now.
pub fn session(name: &str, capacity: i64) -> Value {
    let starts = now() + Duration::days(30);
    json!({
        "name": name, "capacity": capacity,
        "opens_at": (now() - Duration::hours(1)).to_rfc3339(),
        "closes_at": (starts - Duration::hours(1)).to_rfc3339(),
        "meetings": [{
            "starts_at": starts.to_rfc3339(), "ends_at": (starts + Duration::hours(2)).to_rfc3339(),
            "venue": "萩・明倫学舎", "address": "山口県萩市江向602"
        }]
    })
}

/// The same with some fields laid over it.
pub fn session_with(name: &str, capacity: i64, more: &Value) -> Value {
    with(session(name, capacity), more)
}

/// Lays fields over an object.
pub fn with(mut whole: Value, more: &Value) -> Value {
    let (Some(object), Some(more)) = (whole.as_object_mut(), more.as_object()) else {
        panic!("objects")
    };
    object.extend(more.clone());
    whole
}

pub fn event(sessions: &[Value]) -> Value {
    json!({ "title": "テレワーク説明会", "contact": "萩市役所 000-1234-5678", "people_per_application": 5, "sessions": sessions })
}

/// An event whose capacity counts companies.
pub fn company_event(sessions: &[Value]) -> Value {
    with(event(sessions), &json!({ "capacity_unit": "company" }))
}

/// An application of the person with this number.
pub fn applicant(number: usize) -> Value {
    json!({
        "applicant": { "name": format!("山田 {number}郎"), "kana": "やまだ たろう",
                       "email": format!("taro{number}@example.jp"), "phone": "000-1234-5678" },
        "consent": true
    })
}

/// An application of somebody from a company.
pub fn from_company(number: usize, company: &str) -> Value {
    with(applicant(number), &json!({ "company": { "name": company } }))
}

/// An application for several people.
pub fn party(number: usize, seats: i64) -> Value {
    with(applicant(number), &json!({ "seats": seats }))
}
