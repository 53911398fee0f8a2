//! What is left to do when an event is over.

use askama::Template;

use super::entry::Entry;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A session in numbers.
#[derive(Debug, Clone)]
pub struct SessionLine {
    pub name: String,
    pub when: String,
    pub confirmed: i64,
    /// Nothing where nobody was recorded.
    pub came: Option<i64>,
    pub absent: Option<i64>,
}

/// `/console/events/{event}/afterwards`.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/overview.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box, a button or a sentence of the page"
)]
pub struct AfterwardsView {
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub path: String,
    pub sessions: Vec<SessionLine>,
    /// Whether it is over.
    pub is_over: bool,
    /// When the personal data go, or went; written out.
    pub purge: String,
    pub is_purged: bool,
    /// Whether there is a course to complete: a session with several meetings.
    pub is_course: bool,
    /// The fields of a mailing: words, address of a survey.
    pub entries: Vec<Entry>,
    pub may_mail: bool,
}

impl AfterwardsView {
    fn wrong(&self) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.error.is_some()).collect()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl AfterwardsView {
    /// Over, still to come, and with a fault.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::entry::EntryKind::{Line, Text};
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |error: Option<&'static str>, is_over| {
            let frame =
                samples::frame(language, "/console/events/sample/afterwards", Section::Events);
            let texts = frame.texts();
            let entry = |name, label, hint, kind, error| Entry {
                texts,
                name,
                label,
                hint,
                kind,
                required: name == "message",
                value: String::new(),
                error,
            };
            let line = |came, absent| SessionLine {
                name: "下関会場".into(),
                when: "令和8年(2026年)10月15日(木曜日)午後2時".into(),
                confirmed: 40,
                came,
                absent,
            };
            Self {
                nav: EventNav::sample(EventPart::Afterwards),
                path: "/console/events/sample/afterwards".into(),
                sessions: vec![line(Some(34), Some(6)), line(None, None)],
                is_over,
                purge: "令和9年(2027年)10月15日(金曜日)".into(),
                is_purged: false,
                is_course: true,
                entries: vec![
                    entry("message", "afterwards-message", "afterwards-message-hint", Text, None),
                    entry(
                        "url",
                        "afterwards-survey-url",
                        "afterwards-survey-url-hint",
                        Line,
                        error,
                    ),
                ],
                may_mail: true,
                frame,
            }
        };
        let purged = Self { is_purged: true, may_mail: false, ..view(None, true) };
        vec![
            ("over", view(None, true)),
            ("to-come", view(None, false)),
            ("wrong", view(Some("fault-general"), true)),
            ("purged", purged),
        ]
    }
}
