//! Erasing one person's data because they ask for it.

use askama::Template;

use super::entry::Entry;
use crate::http::pages::console::frame::ConsoleFrame;

/// `/console/registrations/{registration}/purge`.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/person.html")]
pub struct PersonPurgeView {
    pub frame: ConsoleFrame,
    pub path: String,
    pub event: String,
    pub reception_number: String,
    pub name: String,
    /// Key of the registration's state.
    pub state: &'static str,
    /// Whether it can be done now.
    pub is_free_to_go: bool,
    /// Lists of the event that were not taken in, and go with it.
    pub waiting_lists: usize,
    /// Whether one of them is being taken in at this moment.
    pub is_list_under_way: bool,
    /// Whether it was done before.
    pub is_gone: bool,
    pub entry: Entry,
}

impl PersonPurgeView {
    fn wrong(&self) -> Vec<&Entry> {
        self.entry.error.map(|_| vec![&self.entry]).unwrap_or_default()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl PersonPurgeView {
    /// Before, with a fault, with a seat, and when it was done.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::entry::EntryKind;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |error| {
            let frame =
                samples::frame(language, "/console/registrations/sample/purge", Section::Events);
            let entry = Entry {
                texts: frame.texts(),
                name: "reason",
                label: "afterwards-person-reason",
                hint: "afterwards-person-reason-hint",
                kind: EntryKind::Text,
                required: true,
                value: String::new(),
                error,
            };
            Self {
                frame,
                path: "/console/registrations/sample/purge".into(),
                event: "テレワーク説明会".into(),
                reception_number: "K7M4Q2XH".into(),
                name: "山田 太郎".into(),
                state: "state-withdrawn",
                is_free_to_go: true,
                waiting_lists: 0,
                is_list_under_way: false,
                is_gone: false,
                entry,
            }
        };
        vec![
            ("ask", view(None)),
            ("wrong", view(Some("fault-empty"))),
            ("lists", Self { waiting_lists: 2, ..view(None) }),
            ("under-way", Self { waiting_lists: 1, is_list_under_way: true, ..view(None) }),
            ("seat", Self { is_free_to_go: false, state: "state-confirmed", ..view(None) }),
            ("gone", Self { is_gone: true, name: String::new(), ..view(None) }),
        ]
    }
}
