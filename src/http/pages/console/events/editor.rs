//! A new event, or further sessions of one: rows to fill in, rows pasted from a sheet, days that come again.

use askama::Template;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;

/// A session, or a further meeting of the one above, that is being filled in.
#[derive(Debug, Clone)]
pub struct OpenRow {
    /// From 1.
    pub number: usize,
    /// Day and hours as they were understood, once they were; may be empty.
    pub understood: String,
    /// Those that each row has.
    pub fields: Vec<Field>,
    /// Those that few need.
    pub more: Vec<Field>,
}

/// A row that is complete: pasted, or made by a rule.
#[derive(Debug, Clone)]
pub struct ListedRow {
    /// Its number in what was pasted; none for one that a rule made.
    pub source: Option<usize>,
    /// Whether it is a further meeting of the session above.
    pub continues: bool,
    pub name: String,
    /// Written out.
    pub when: String,
    pub place: String,
    /// In the event's unit; empty where the number for all holds.
    pub capacity: String,
    /// Its values, to be sent again unseen.
    pub hidden: Vec<(String, String)>,
    /// To leave it out.
    pub drop: Field,
}

/// A pasted row that is no session.
#[derive(Debug, Clone)]
pub struct UnreadRow {
    pub number: usize,
    pub text: String,
    /// Key of the sentence why.
    pub why: &'static str,
}

/// A day that a rule leaves out.
#[derive(Debug, Clone)]
pub struct LeftOutDay {
    /// Written out.
    pub day: String,
    /// Name of the holiday; empty for a day that was named.
    pub holiday: String,
}

/// `/console/events/new`, `/console/events/{event}/edit/sessions`.
#[derive(Debug, Template)]
#[template(path = "console/events/editor.html")]
pub struct EditorView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs, where sessions are added to an event.
    pub nav: Option<EventNav>,
    /// Key of the heading.
    pub heading: &'static str,
    pub errors: Vec<ErrorLine>,
    pub action: String,
    /// About the event as a whole; empty where sessions are added.
    pub event: Vec<Field>,
    pub rows: Vec<OpenRow>,
    pub listed: Vec<ListedRow>,
    pub unread: Vec<UnreadRow>,
    /// Pasted rows that were too many.
    pub too_many: usize,
    pub left_out: Vec<LeftOutDay>,
    /// Where rows are pasted.
    pub pasted: Field,
    /// Whether they are sessions, or the days of one course.
    pub paste_makes: Field,
    /// The rule for days that come again.
    pub rule: Vec<Field>,
    /// What holds for all sessions: seats, opening, deadline.
    pub all: Vec<Field>,
    /// Key of the words of the button for what one came for.
    pub button: &'static str,
    /// Where one goes who does not want to: path and key of the words.
    pub back: (String, &'static str),
}

impl EditorView {
    /// Keys of heading and button of the form for a new event.
    pub const NEW: (&'static str, &'static str) = ("events-new", "events-make");
    /// The same of the form for further sessions.
    pub const MORE: (&'static str, &'static str) = ("events-add-sessions", "events-add-these");

    fn rule_is_open(&self) -> bool {
        !self.left_out.is_empty() || self.rule.iter().any(|field| field.error.is_some())
    }

    fn paste_is_open(&self) -> bool {
        !self.unread.is_empty() || self.too_many > 0 || self.pasted.error.is_some()
    }
}

impl OpenRow {
    fn more_is_open(&self) -> bool {
        self.more.iter().any(|field| field.error.is_some() || !field.answer().is_empty())
    }
}

/// Keys of the sentences why a row is not understood: no day, another weekday, no time, ends too early, capacity.
const WHY: [&str; 5] = [
    "events-row-no-day",
    "events-row-weekday",
    "events-row-no-time",
    "events-row-ends",
    "events-row-capacity",
];

/// Key of the sentence why a row is not understood.
pub fn why(number: usize) -> &'static str {
    WHY.get(number).copied().unwrap_or("events-row-no-day")
}
