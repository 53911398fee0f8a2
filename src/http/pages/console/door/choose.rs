//! Which door somebody stands at.

use askama::Template;

use super::result::DoorCount;
use crate::http::pages::console::{event_nav::EventNav, frame::ConsoleFrame};

/// A meeting with how many are there.
#[derive(Debug, Clone)]
pub struct MeetingLine {
    /// What the session is called.
    pub session: String,
    /// When it is.
    pub when: String,
    /// Where it is; may be empty.
    pub venue: String,
    /// How many are there.
    pub count: DoorCount,
    /// It does not take place.
    pub is_cancelled: bool,
    /// Its page.
    pub path: String,
    /// What is printed of its session, for those who may.
    pub print_path: Option<String>,
}

/// `/console/events/{event}/check-in`: today's meetings first.
#[derive(Debug, Template)]
#[template(path = "console/door/choose.html")]
pub struct ChooseView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// Those of today.
    pub today: Vec<MeetingLine>,
    /// The others, in order of time.
    pub others: Vec<MeetingLine>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ChooseView {
    /// With a meeting today, and with none.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::super::{event_nav::EventPart, frame::Section, samples};
        let line = |session: &str, is_cancelled| MeetingLine {
            session: session.into(),
            when: "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into(),
            venue: "萩・明倫学舎".into(),
            count: DoorCount { here: 12, expected: 40, here_persons: 15, expected_persons: 52 },
            is_cancelled,
            path: format!("/console/events/e1/check-in/{session}"),
            print_path: Some(format!("/console/sessions/{session}/print")),
        };
        let view = |today, others| Self {
            frame: samples::frame(language, "/console/events/e1/check-in", Section::Events),
            nav: EventNav::sample(EventPart::CheckIn),
            today,
            others,
        };
        vec![
            ("today", view(vec![line("下関", false)], vec![line("萩", false), line("長門", true)])),
            ("none-today", view(Vec::new(), vec![line("萩", false)])),
            ("none", view(Vec::new(), Vec::new())),
        ]
    }
}
