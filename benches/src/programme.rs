//! Events and sessions to apply for, made by the REST API as an organizer makes them.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use chrono::Duration;
use serde_json::{Value, json};

use crate::clock;
use crate::people::{Person, RARE_KANA, RARE_NAME};

/// The largest capacity that the service allows.
pub const LARGEST_CAPACITY: u32 = 1_000_000;

/// A published event.
#[derive(Clone, Debug)]
pub struct Event {
    pub slug: String,
    /// Ids, in the order in which the sessions were asked for.
    pub sessions: Vec<String>,
}

/// Calls the API with a token.
pub struct Organizer {
    address: SocketAddr,
    token: String,
    agent: ureq::Agent,
}

impl Organizer {
    pub fn new(address: SocketAddr, token: &str) -> Self {
        Self { address, token: token.to_owned(), agent: ureq::Agent::new_with_defaults() }
    }

    /// Publishes an event with so many sessions of the same capacity, all open now.
    pub fn publish(&self, slug: &str, sessions: usize, capacity: u32) -> Result<Event> {
        let names = (1..=sessions).map(|number| session(number, capacity));
        let body = json!({
            "title": "テレワーク説明会", "slug": slug, "contact": "萩市役所 000-1234-5678",
            "description": "在宅で働くための制度と道具を、先に始めた会社の人が話します。質問の時間があります。",
            "people_per_application": 5, "sessions": names.collect::<Vec<_>>(),
        });
        let event = self.post("/events", &body)?;
        let id = event["id"].as_str().context("an event has an id")?;
        let event = self.post(&format!("/events/{id}/publish"), &json!({}))?;
        let ids = event["sessions"].as_array().context("an event has sessions")?;
        let ids = ids.iter().filter_map(|session| session["id"].as_str().map(str::to_owned));
        Ok(Event { slug: slug.to_owned(), sessions: ids.collect() })
    }

    /// Applies in the name of somebody whose name nobody else has, and returns the reception number.
    pub fn apply_as_the_rare_one(&self, session: &str, person: Person) -> Result<String> {
        let body = json!({
            "applicant": { "name": RARE_NAME, "kana": RARE_KANA, "email": person.email(), "phone": person.phone() },
            "consent": true,
        });
        let accepted = self.post(&format!("/sessions/{session}/registrations"), &body)?;
        let number = accepted["reception_number"].as_str().context("a reception number")?;
        Ok(number.to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let mut answer = self
            .agent
            .post(format!("http://{}/api/v1{path}", self.address))
            .header("Authorization", format!("Bearer {}", self.token))
            .send_json(body)
            .with_context(|| format!("POST {path}"))?;
        Ok(answer.body_mut().read_json()?)
    }
}

fn session(number: usize, capacity: u32) -> Value {
    let now = clock::now();
    let starts = now + Duration::days(30);
    json!({
        "name": format!("第{number}回"), "capacity": capacity, "waiting_list": true,
        "opens_at": (now - Duration::hours(1)).to_rfc3339(),
        "closes_at": (starts - Duration::hours(1)).to_rfc3339(),
        "meetings": [{
            "starts_at": starts.to_rfc3339(), "ends_at": (starts + Duration::hours(2)).to_rfc3339(),
            "venue": "萩・明倫学舎", "address": "山口県萩市江向602",
        }],
    })
}
