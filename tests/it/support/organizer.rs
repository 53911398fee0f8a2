//! An organizer before a program that runs by itself: makes events over HTTP.

use std::net::SocketAddr;

use serde_json::Value;
use uketsuke::clock::Clock;
use uketsuke::config::DatabaseUrl;
use uketsuke::store::Database;
use uketsuke::usecases::{Permission, admin};

use super::answer::Answer;
use super::{app, bodies};

/// Somebody who may do everything in an organization.
pub struct Organizer {
    /// The program's database, for looking at it.
    pub database: Database,
    pub token: String,
    pub address: SocketAddr,
}

impl Organizer {
    /// Makes the organization in the database of the program at `address`.
    pub fn new(url: &str, address: SocketAddr) -> Self {
        let url = DatabaseUrl::parse(url).expect("a URL");
        Self::with(Database::open(&url, 2).expect("opened"), address)
    }

    /// The same in a database that is open already.
    pub fn with(database: Database, address: SocketAddr) -> Self {
        let now = Clock::default().now();
        admin::create_organizer(&database, now, "hagi", "萩市", "staff@example.jp").expect("made");
        let scopes: Vec<String> =
            Permission::ALL.iter().map(|permission| permission.scope().to_owned()).collect();
        let token = admin::create_token(&database, now, "hagi", &scopes, "test").expect("made");
        Self { database, token, address }
    }

    /// Somebody who was made before, at another door of the same service.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { database: self.database.clone(), token: self.token.clone(), address }
    }

    pub fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address))
            .header("Content-Type", "application/json")
            .header("Authorization", format!("Bearer {}", self.token))
            .body(bytes)
            .expect("a request");
        Answer::of(app::agent().run(request).expect("an answer"))
    }

    /// Makes and publishes an event; its JSON with its sessions.
    pub fn publish(&self, event: &Value) -> Value {
        let made = self.send("POST", "/api/v1/events", event).expect(201).json();
        let id = made["id"].as_str().expect("an id").to_owned();
        self.send("POST", &format!("/api/v1/events/{id}/publish"), &Value::Null).expect(200);
        self.send("GET", &format!("/api/v1/events/{id}"), &Value::Null).expect(200).json()
    }

    /// Makes and publishes an event with one session; the session's id.
    pub fn session(&self, capacity: i64) -> String {
        let event = self.publish(&bodies::event(&[bodies::session("下関", capacity)]));
        event["sessions"][0]["id"].as_str().expect("a session").to_owned()
    }
}
