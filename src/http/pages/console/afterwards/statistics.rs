//! An event in numbers, without names.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// Keys of the headings of the file.
pub const HEADINGS: [&str; 4] =
    ["afterwards-table", "afterwards-of", "afterwards-what", "afterwards-number"];

/// A session in numbers.
#[derive(Debug, Clone)]
pub struct SessionNumbers {
    pub name: String,
    pub when: String,
    pub capacity: u32,
    pub applied: i64,
    pub confirmed: i64,
    pub people: u32,
    pub waitlisted: i64,
    pub withdrawn: i64,
    pub came: Option<i64>,
    pub absent: Option<i64>,
}

/// What was chosen in one question.
#[derive(Debug, Clone)]
pub struct ChoiceNumbers {
    pub id: String,
    pub label: String,
    pub answered: u64,
    /// Nothing where the number is too small to be shown.
    pub choices: Vec<(String, Option<u64>)>,
}

/// `/console/events/{event}/afterwards/statistics`.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/statistics.html")]
pub struct StatisticsView {
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub path: String,
    /// When it was counted, written out.
    pub made: String,
    /// When the answers went; empty while they are there.
    pub purged: String,
    pub sessions: Vec<SessionNumbers>,
    /// Key of a channel's word, number.
    pub channels: Vec<(&'static str, i64)>,
    /// Day, number.
    pub days: Vec<(String, i64)>,
    pub choices: Vec<ChoiceNumbers>,
}

impl StatisticsView {
    fn hides(&self) -> bool {
        self.choices.iter().any(|it| it.choices.iter().any(|(_, number)| number.is_none()))
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl StatisticsView {
    /// Full, and of an event to which nobody came.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let session = |came, absent| SessionNumbers {
            name: "下関会場".into(),
            when: "2026-10-15 14:00".into(),
            capacity: 40,
            applied: 52,
            confirmed: 40,
            people: 44,
            waitlisted: 5,
            withdrawn: 7,
            came,
            absent,
        };
        let choices = ChoiceNumbers {
            id: "choice-1".into(),
            label: "参加方法".into(),
            answered: 38,
            choices: vec![
                ("会場".into(), Some(30)),
                ("オンライン".into(), Some(8)),
                ("録画".into(), None),
            ],
        };
        let view = |sessions, choices| Self {
            frame: samples::frame(
                language,
                "/console/events/sample/afterwards/statistics",
                Section::Events,
            ),
            nav: EventNav::sample(EventPart::Afterwards),
            path: "/console/events/sample/afterwards/statistics".into(),
            made: "2026-10-20 09:00".into(),
            purged: String::new(),
            sessions,
            channels: vec![("source-web", 40), ("source-telephone", 12)],
            days: vec![("2026-09-01".into(), 30), ("2026-09-02".into(), 22)],
            choices,
        };
        let full = view(vec![session(Some(34), Some(6)), session(None, None)], vec![choices]);
        let bare = Self {
            channels: Vec::new(),
            days: Vec::new(),
            purged: "2027-10-16".into(),
            ..view(Vec::new(), Vec::new())
        };
        vec![("full", full), ("bare", bare)]
    }
}
