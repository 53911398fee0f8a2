//! The sessions of an event whose seats are given by selection or draw.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A session whose seats are to be given.
#[derive(Debug, Clone)]
pub struct ChoosingLine {
    /// Its name; empty for the only one.
    pub name: String,
    /// When it is, one text a meeting.
    pub when: Vec<String>,
    /// Where it is done.
    pub path: String,
    /// Units of its capacity.
    pub capacity: u32,
    /// How many have a seat.
    pub confirmed: u32,
    /// How many await the selection or the draw.
    pub undecided: u32,
}

/// `/console/events/{event}/choosing`.
#[derive(Debug, Template)]
#[template(path = "console/choosing/overview.html")]
pub struct ChoosingView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// Whether seats are given by lot.
    pub by_lot: bool,
    /// The sessions.
    pub sessions: Vec<ChoosingLine>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ChoosingView {
    /// By selection, and by lot.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let line = |name: &str, undecided| ChoosingLine {
            name: name.into(),
            when: vec!["令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into()],
            path: "/console/sessions/s1/selection".into(),
            capacity: 20,
            confirmed: 3,
            undecided,
        };
        let view = |by_lot| Self {
            frame: samples::frame(language, "/console/events/sample/choosing", Section::Events),
            nav: EventNav::sample(EventPart::Choosing),
            by_lot,
            sessions: vec![line("第1回", 42), line("", 0)],
        };
        vec![("selection", view(false)), ("draw", view(true))]
    }
}
