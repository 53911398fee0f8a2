//! What is printed of a session.

use askama::Template;

use crate::http::pages::console::{event_nav::EventNav, frame::ConsoleFrame};

/// Key of what a size of badge is called.
pub fn badge_word(size: &str) -> &'static str {
    match size {
        "a4-8" => "door-badge-a4-8",
        "a4-6" => "door-badge-a4-6",
        "a4-4" => "door-badge-a4-4",
        _ => "door-badge-a4-10",
    }
}

/// `/console/sessions/{session}/print`: 名簿, 受付簿, 名札.
#[derive(Debug, Template)]
#[template(path = "console/door/print.html")]
pub struct PrintView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// What the session is called.
    pub session: String,
    /// When it is.
    pub when: Vec<String>,
    /// The page's own path.
    pub path: String,
    /// Sizes of badges, with the keys of what they are called.
    pub sizes: Vec<(&'static str, &'static str)>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl PrintView {
    /// For one session.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::super::{event_nav::EventPart, frame::Section, samples};
        let sizes = ["a4-10", "a4-8", "a4-6", "a4-4"];
        let view = Self {
            frame: samples::frame(language, "/console/sessions/s1/print", Section::Events),
            nav: EventNav::sample(EventPart::CheckIn),
            session: "下関".into(),
            when: vec!["令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into()],
            path: "/console/sessions/s1/print".into(),
            sizes: sizes.map(|size| (size, badge_word(size))).to_vec(),
        };
        vec![("session", view)]
    }
}
