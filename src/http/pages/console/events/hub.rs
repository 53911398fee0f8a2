//! Everything of an event that can be changed, each with the way to its form.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::console::home::EventState;

/// A part of the event as it stands, with the way to change it.
#[derive(Debug, Clone)]
pub struct Part {
    /// Key of the heading.
    pub heading: &'static str,
    /// What it says now: name and value.
    pub facts: Vec<(String, String)>,
    /// Where it is changed.
    pub path: String,
}

/// A session with its numbers.
#[derive(Debug, Clone)]
pub struct SessionPart {
    pub name: String,
    /// Written out, one a meeting.
    pub when: Vec<String>,
    pub place: String,
    /// Taken of all, with the unit.
    pub seats: String,
    /// Key of the word, where it is closed or called off.
    pub state: Option<&'static str>,
    /// Where it is changed.
    pub path: String,
}

/// A page or a deed beside the event's own parts.
#[derive(Debug, Clone)]
pub struct Way {
    pub path: String,
    /// Key of its words.
    pub word: &'static str,
    /// Key of what happens there.
    pub means: &'static str,
}

/// `/console/events/{event}/edit`.
#[derive(Debug, Template)]
#[template(path = "console/events/hub.html")]
pub struct HubView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub title: String,
    pub state: EventState,
    /// Said above: that something was done. Key of the sentence.
    pub done: Option<&'static str>,
    pub sessions: Vec<SessionPart>,
    /// Where sessions are added.
    pub add_path: String,
    pub parts: Vec<Part>,
    pub ways: Vec<Way>,
}

impl Part {
    /// Keys of the units: persons, companies.
    pub const UNITS: [&'static str; 2] = ["unit-person", "unit-company"];
    /// Keys of the states of a session that are worth saying: closed, called off.
    pub const STATES: [&'static str; 2] = ["event-state-closed", "event-state-cancelled"];

    /// What a field is called.
    pub fn name_of(texts: crate::http::pages::texts::Texts, field: &str) -> String {
        super::fields::field(texts, field, "", &[]).label
    }
}
