//! A meeting that goes on now, with people who come to it.

use chrono::Duration;
use serde_json::{Value, json};

use super::app::TestApp;
use super::bodies;
use super::console::{Desk, attribute};

/// A session whose only meeting began an hour ago.
pub struct Door {
    pub event: String,
    pub session: String,
    pub meeting: String,
}

/// A session that is today.
pub fn today(app: &TestApp, name: &str, capacity: i64) -> Value {
    let starts = app.app().clock.now() - Duration::minutes(5);
    bodies::session_with(
        name,
        capacity,
        &json!({
            "closes_at": (starts + Duration::hours(1)).to_rfc3339(),
            "meetings": [{
                "starts_at": starts.to_rfc3339(), "ends_at": (starts + Duration::hours(2)).to_rfc3339(),
                "venue": "萩・明倫学舎"
            }]
        }),
    )
}

impl Door {
    /// Opens one, with further sessions of its event.
    pub fn open(app: &TestApp, capacity: i64, others: &[Value]) -> Self {
        let mut sessions = vec![today(app, "下関", capacity)];
        sessions.extend_from_slice(others);
        let event = app.publish(&bodies::event(&sessions));
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Self {
            event: text(&event["id"]),
            session: text(&event["sessions"][0]["id"]),
            meeting: text(&event["sessions"][0]["meetings"][0]["id"]),
        }
    }

    /// The page of its door.
    pub fn path(&self) -> String {
        format!("/console/events/{}/check-in/{}", self.event, self.meeting)
    }
}

/// The registration of the person with this number: its id, its number, the secret of its page.
#[track_caller]
pub fn registered(app: &TestApp, session: &str, body: &Value) -> (String, String, String) {
    let made = app.apply(session, body).expect(201).json();
    let text = |name: &str| made[name].as_str().expect("a text").to_owned();
    let token = text("manage_url").rsplit('/').next().expect("a token").to_owned();
    (text("id"), text("reception_number"), token)
}

/// The code on a registration's page.
pub fn code_of(app: &TestApp, id: &str, number: &str) -> String {
    let entrance = uketsuke::links::Entrance {
        registration: id.parse().expect("an id"),
        reception_number: number.to_owned(),
    };
    app.app().links.entrance_code(&entrance)
}

impl Desk<'_> {
    /// Types something at a door; the page that follows.
    #[track_caller]
    pub fn types(&self, door: &Door, typed: &str) -> String {
        self.posts(&door.path(), &[("action", "find"), ("typed", typed)])
    }

    /// Sends a form of the console; the page that follows.
    #[track_caller]
    pub fn posts(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let csrf = self.csrf();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let answer = self.app.form(path, &all, Some(&self.cookie));
        match answer.header("location") {
            Some(location) => self.get(location).expect(200).text(),
            None => answer.text(),
        }
    }
}

/// What the page says of the last who came.
pub fn said(page: &str) -> String {
    let document = scraper::Html::parse_document(page);
    let selector = scraper::Selector::parse("#door-result .door-words, .field-error").expect("one");
    let found = document.select(&selector).next().map(|it| it.text().collect::<String>());
    found.unwrap_or_default().split_whitespace().last().unwrap_or_default().to_owned()
}

/// Names of those who are offered.
pub fn offered(page: &str) -> usize {
    attribute(page, "#door-candidates input[name=registration]", "value").len()
}
