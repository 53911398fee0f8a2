//! The list of published events.

use askama::Template;

use super::{frame::Frame, session::Session};

/// Sessions of one event that the list names; the rest are on the event's page.
const MOST_LINES: usize = 4;

/// One event of the list.
#[derive(Debug, Clone)]
pub struct EventEntry {
    /// Its part of the URL.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Whose event it is.
    pub organizer: String,
    /// Path of the page of all its events; empty where that is this page.
    pub organizer_path: String,
    /// For whom it is; may be empty.
    pub audience: String,
    /// Its sessions in order of time.
    pub sessions: Vec<Session>,
}

impl EventEntry {
    /// The next sessions, or the last, where all are over.
    pub fn lines(&self) -> Vec<&Session> {
        let mut lines: Vec<&Session> = self.sessions.iter().filter(|one| !one.is_past()).collect();
        if lines.is_empty() {
            lines.extend(self.sessions.iter().max_by_key(|session| session.starts()));
        }
        if lines.len() > MOST_LINES {
            lines.sort_by_key(|session| session.starts());
        }
        lines.truncate(MOST_LINES);
        lines
    }

    /// How many sessions to come the list does not name.
    pub fn more(&self) -> usize {
        let to_come = self.sessions.iter().filter(|session| !session.is_past()).count();
        to_come.saturating_sub(MOST_LINES)
    }
}

/// `/`: every published event with its dates, places and seats.
#[derive(Debug, Template)]
#[template(path = "event_list.html")]
pub struct EventListView {
    /// Around the page.
    pub frame: Frame,
    /// What is announced, the next one first.
    pub events: Vec<EventEntry>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl EventListView {
    /// With events and without.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let view = |events: Vec<EventEntry>| {
            let next_path = (!events.is_empty()).then(|| "/?cursor=sample".to_owned());
            Self { frame: samples::frame(language, "/"), events, next_path }
        };
        let entry = |event: super::event::Event, sessions| EventEntry {
            slug: event.slug,
            title: event.title,
            organizer: "萩市".into(),
            organizer_path: "/o/hagi".into(),
            audience: event.audience,
            sessions,
        };
        vec![
            (
                "events",
                view(vec![
                    entry(samples::citizens_event(), samples::every_session()),
                    entry(samples::companies_event(), vec![samples::online_session()]),
                ]),
            ),
            ("nothing", view(Vec::new())),
            (
                "organization",
                of_organization(view(vec![entry(
                    samples::citizens_event(),
                    samples::every_session(),
                )])),
            ),
        ]
    }
}

/// Of one organization, in its colour.
#[cfg(any(test, feature = "test-hooks"))]
fn of_organization(view: EventListView) -> EventListView {
    let mut frame = super::samples::branded(view.frame);
    frame.organizer = "萩市".into();
    frame.outside.feeds = super::outside::Outside::feeds_of("/o/hagi");
    EventListView { frame, ..view }
}
