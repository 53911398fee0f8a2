//! Who is expected and not there yet.

use askama::Template;

use super::result::{DoorCount, DoorPerson};
use crate::http::pages::console::{event_nav::EventNav, frame::ConsoleFrame};

/// `/console/events/{event}/check-in/{meeting}/missing`.
#[derive(Debug, Template)]
#[template(path = "console/door/missing.html")]
pub struct MissingView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// What the session is called.
    pub session: String,
    /// When it is.
    pub when: String,
    /// How many are there.
    pub count: DoorCount,
    /// Those who are not.
    pub people: Vec<DoorPerson>,
    /// Whether the member may open their registrations: who only stands at the door may not.
    pub opens_records: bool,
    /// The next page, where there is one.
    pub next_path: Option<String>,
    /// Whether people are let in although it is another day.
    pub any_day: bool,
    /// The door's page.
    pub path: String,
}

#[cfg(any(test, feature = "test-hooks"))]
impl MissingView {
    /// Some, and nobody.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::super::{event_nav::EventPart, frame::Section, samples};
        let person = |name: &str, seats| DoorPerson {
            registration: "r1".into(),
            number: "K7M4Q2XH".into(),
            name: name.into(),
            kana: "やまだ たろう".into(),
            company: "株式会社萩テレワーク".into(),
            seats,
            persons: None,
            at: None,
        };
        let view = |people, next: Option<&str>| Self {
            frame: samples::frame(
                language,
                "/console/events/e1/check-in/m1/missing",
                Section::Events,
            ),
            nav: EventNav::sample(EventPart::CheckIn),
            session: "下関".into(),
            when: "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into(),
            count: DoorCount { here: 38, expected: 40, here_persons: 38, expected_persons: 40 },
            opens_records: next.is_some(),
            people,
            next_path: next.map(str::to_owned),
            any_day: false,
            path: "/console/events/e1/check-in/m1".into(),
        };
        let people = vec![person("山田 太郎", 1), person("𠮷田 花子", 4)];
        vec![("some", view(people, Some("?cursor=2"))), ("nobody", view(Vec::new(), None))]
    }
}
