//! Keeping columns under a name.

use askama::Template;

use crate::http::pages::console::afterwards::entry::Entry;
use crate::http::pages::console::frame::ConsoleFrame;

/// `/console/events/{event}/export/save`.
#[derive(Debug, Template)]
#[template(path = "console/exports/save.html")]
pub struct SaveSetView {
    pub frame: ConsoleFrame,
    pub back: String,
    pub path: String,
    /// Labels of the columns, in their order.
    pub columns: Vec<String>,
    /// Their keys with commas between, and what a row is.
    pub keys: String,
    pub rows: String,
    pub name: Entry,
}

impl SaveSetView {
    fn wrong(&self) -> Vec<&Entry> {
        self.name.error.map(|_| vec![&self.name]).unwrap_or_default()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl SaveSetView {
    /// Before, and with a fault.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::afterwards::entry::EntryKind;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |error| {
            let frame =
                samples::frame(language, "/console/events/sample/export/save", Section::Events);
            let name = Entry {
                texts: frame.texts(),
                name: "name",
                label: "exports-set-name",
                hint: "exports-set-name-hint",
                kind: EntryKind::Line,
                required: true,
                value: String::new(),
                error,
            };
            Self {
                frame,
                back: "/console/events/sample/export".into(),
                path: "/console/events/sample/export/save".into(),
                columns: vec!["受付番号".into(), "氏名(参加者)".into()],
                keys: "reception_number,attendee_name".into(),
                rows: "attendees".into(),
                name,
            }
        };
        vec![("ask", view(None)), ("wrong", view(Some("fault-empty")))]
    }
}
