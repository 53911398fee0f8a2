//! Where a list is chosen or pasted.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::import::ReadFault;

/// A list that came earlier.
#[derive(Debug, Clone)]
pub struct EarlierLine {
    pub path: String,
    pub at: String,
    pub format: String,
    pub total: i64,
    /// Key of its state.
    pub state: &'static str,
}

/// `/console/sessions/{id}/import`.
#[derive(Debug, Template)]
#[template(path = "console/imports/upload.html")]
pub struct UploadView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    /// Name of the session; empty for a whole event.
    pub about: String,
    /// Whether the list must have a column for the session.
    pub needs_session: bool,
    pub path: String,
    pub megabytes: usize,
    pub rows: usize,
    pub columns: usize,
    /// Why it could not be read: key of the sentence with where.
    pub fault: Option<(&'static str, String)>,
    pub earlier: Vec<EarlierLine>,
    pub back: String,
}

/// Key of the sentence for why a list cannot be read, with where or how much.
pub fn read_key(fault: &ReadFault) -> (&'static str, String) {
    match fault {
        ReadFault::Empty => ("imports-read-empty", String::new()),
        ReadFault::TooLarge { limit } => ("imports-read-large", (limit / 1_000_000).to_string()),
        ReadFault::TooLargeUnpacked { .. } => ("imports-read-unpacked", String::new()),
        ReadFault::TooManyRows { limit } => ("imports-read-rows", limit.to_string()),
        ReadFault::TooManyColumns { limit } => ("imports-read-columns", limit.to_string()),
        ReadFault::TooManyCells { limit } => ("imports-read-cells", limit.to_string()),
        ReadFault::CellTooLong { line, .. } => ("imports-read-cell", line.to_string()),
        ReadFault::Formula { cell } => ("imports-read-formula", cell.clone()),
        ReadFault::WrongEnding => ("imports-read-ending", String::new()),
        ReadFault::OldWorkbook => ("imports-read-old", String::new()),
        ReadFault::Unreadable => ("imports-read-unreadable", String::new()),
        ReadFault::UnknownEncoding => ("imports-read-encoding", String::new()),
        ReadFault::NoRows => ("imports-read-no-rows", String::new()),
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl UploadView {
    /// Of a session, of an event, with each fault.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let view = |fault: Option<ReadFault>, about: &str| Self {
            frame: samples::frame(language, "/console/sessions/s1/import", Section::Events),
            nav: EventNav::sample(EventPart::Attendees),
            about: about.into(),
            needs_session: about.is_empty(),
            path: "/console/sessions/s1/import".into(),
            megabytes: 20,
            rows: 200_000,
            columns: 200,
            fault: fault.as_ref().map(read_key),
            earlier: vec![EarlierLine {
                path: "/console/imports/i1".into(),
                at: "10月3日(土)13:05".into(),
                format: "CSV Shift_JIS".into(),
                total: 120,
                state: "imports-state-done",
            }],
            back: "/console/sessions/s1/attendees".into(),
        };
        vec![
            ("session", view(None, "下関")),
            ("event", view(None, "")),
            ("formula", view(Some(ReadFault::Formula { cell: "B5".into() }), "下関")),
            ("empty", view(Some(ReadFault::Empty), "下関")),
            ("large", view(Some(ReadFault::TooLarge { limit: 20_000_000 }), "下関")),
            ("unpacked", view(Some(ReadFault::TooLargeUnpacked { limit: 1 }), "下関")),
            ("rows", view(Some(ReadFault::TooManyRows { limit: 200_000 }), "下関")),
            ("columns", view(Some(ReadFault::TooManyColumns { limit: 200 }), "下関")),
            ("cells", view(Some(ReadFault::TooManyCells { limit: 4_000_000 }), "下関")),
            ("cell", view(Some(ReadFault::CellTooLong { line: 7, limit: 5_000 }), "下関")),
            ("ending", view(Some(ReadFault::WrongEnding), "下関")),
            ("old", view(Some(ReadFault::OldWorkbook), "下関")),
            ("unreadable", view(Some(ReadFault::Unreadable), "下関")),
            ("encoding", view(Some(ReadFault::UnknownEncoding), "下関")),
            ("no-rows", view(Some(ReadFault::NoRows), "下関")),
        ]
    }
}
