//! Chosen rows as a table to paste into a spreadsheet.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// The rows as lines with tabs between the cells.
#[derive(Debug, Template)]
#[template(path = "console/attendees/copied.html")]
pub struct CopiedView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    /// The rows below their header.
    pub number: usize,
    /// More were chosen than are shown at once.
    pub is_cut: bool,
    pub table: String,
    /// The list that they were chosen from.
    pub back: String,
}

#[cfg(any(test, feature = "test-hooks"))]
impl CopiedView {
    /// Some rows, and more than fit.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let view = |is_cut| Self {
            frame: samples::frame(
                language,
                "/console/events/sample/attendees/bulk",
                Section::Events,
            ),
            nav: EventNav::sample(EventPart::Attendees),
            number: 2,
            is_cut,
            table: "受付番号\t氏名\nK7M4Q2XH\t山田 太郎\n".into(),
            back: "/console/events/sample/attendees".into(),
        };
        vec![("some", view(false)), ("cut", view(true))]
    }
}
