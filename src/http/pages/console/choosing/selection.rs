//! Selecting among the applications of a session, and telling everybody together.

use askama::Template;

use crate::http::pages::console::attendees::AnswerLine;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// An application that awaits the selection.
#[derive(Debug, Clone)]
pub struct CandidateRow {
    /// Its id, for the names of its fields.
    pub id: String,
    /// 受付番号.
    pub reception_number: String,
    /// 氏名.
    pub name: String,
    /// 会社名; empty where there is none.
    pub company: String,
    /// Persons.
    pub seats: u32,
    /// When it arrived, written out short.
    pub received: String,
    /// What was answered, as far as the member may read it.
    pub answers: Vec<AnswerLine>,
    /// `chosen`, `substitute`, `not_chosen`, or empty.
    pub mark: &'static str,
    /// The order among substitutes; empty where none is given.
    pub rank: String,
    /// The page of the registration.
    pub path: String,
}

impl CandidateRow {
    pub(crate) fn is(&self, mark: &str) -> bool {
        self.mark == mark
    }
}

/// `/console/sessions/{session}/selection`.
#[derive(Debug, Template)]
#[template(path = "console/choosing/selection.html")]
pub struct SelectionView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// The session's name; empty for the only one.
    pub session_name: String,
    /// The path of the selection.
    pub path: String,
    /// Seats that are free, in the unit of the capacity.
    pub free: u32,
    /// Whether marks were just kept.
    pub saved: bool,
    /// Whether a result was just told.
    pub told: bool,
    /// The applications, in their order of arrival.
    pub rows: Vec<CandidateRow>,
}

impl SelectionView {
    pub(crate) fn has_answers(&self) -> bool {
        self.rows.iter().any(|row| !row.answers.is_empty())
    }
}

/// `/console/sessions/{session}/selection/release`: what will be told.
#[derive(Debug, Template)]
#[template(path = "console/choosing/release.html")]
pub struct ReleaseView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// The session's name; empty for the only one.
    pub session_name: String,
    /// The path of the selection.
    pub path: String,
    /// Seats that are free, in the unit of the capacity.
    pub free: u32,
    /// Key of why it was not done; nothing was told to anybody.
    pub refused: Option<&'static str>,
    /// What tells this selection from another, sent back with the button.
    pub seen: String,
    /// Who is chosen, one line each.
    pub chosen: Vec<String>,
    /// Who waits, in this order.
    pub substitutes: Vec<String>,
    /// Who is not chosen.
    pub not_chosen: Vec<String>,
    /// How many await the selection still.
    pub undecided: usize,
    /// Whether more are chosen than there are seats: then a reason is asked for.
    pub asks_reason: bool,
    /// The reason that was typed.
    pub reason: String,
}

impl ReleaseView {
    pub(crate) fn is_empty(&self) -> bool {
        self.chosen.is_empty() && self.substitutes.is_empty() && self.not_chosen.is_empty()
    }

    pub(crate) fn told(&self) -> usize {
        self.chosen.len() + self.substitutes.len() + self.not_chosen.len()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
fn sample_frame(language: crate::http::pages::texts::Language) -> (ConsoleFrame, EventNav) {
    use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
    let frame = samples::frame(language, "/console/sessions/s1/selection", Section::Events);
    (frame, EventNav::sample(EventPart::Choosing))
}

#[cfg(any(test, feature = "test-hooks"))]
impl SelectionView {
    /// Nobody, some, just saved, just told.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::samples;
        let row = |id: &str, mark: &'static str, rank: &str| CandidateRow {
            id: id.into(),
            reception_number: "7K2M9Q4".into(),
            name: "髙﨑 𠮷男".into(),
            company: "株式会社例示".into(),
            seats: 3,
            received: "10/1(木) 9:00".into(),
            answers: if mark.is_empty() { samples::rows().remove(0).answers } else { Vec::new() },
            mark,
            rank: rank.into(),
            path: "/console/registrations/r1".into(),
        };
        let rows = || {
            vec![
                row("r1", "", ""),
                row("r2", "chosen", ""),
                row("r3", "substitute", "1"),
                row("r4", "not_chosen", ""),
            ]
        };
        let (frame, nav) = sample_frame(language);
        let view = |saved, told, rows| Self {
            frame: frame.clone(),
            nav: nav.clone(),
            session_name: "第1回".into(),
            path: "/console/sessions/s1/selection".into(),
            free: 20,
            saved,
            told,
            rows,
        };
        vec![
            ("nobody", view(false, false, Vec::new())),
            ("rows", view(false, false, rows())),
            ("saved", view(true, false, rows())),
            ("told", view(false, true, Vec::new())),
        ]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl ReleaseView {
    /// Nothing meant, something, too many, refused, marked otherwise meanwhile.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        let line = |name: &str| format!("7K2M9Q4 {name} 株式会社例示");
        let (frame, nav) = sample_frame(language);
        let view = |chosen: Vec<String>, asks_reason, refused| Self {
            frame: frame.clone(),
            nav: nav.clone(),
            session_name: "第1回".into(),
            path: "/console/sessions/s1/selection".into(),
            free: 20,
            refused,
            seen: "0a1b2c3d".into(),
            substitutes: if chosen.is_empty() { Vec::new() } else { vec![line("山田 太郎")] },
            not_chosen: if chosen.is_empty() { Vec::new() } else { vec![line("鈴木 次郎")] },
            chosen,
            undecided: 2,
            asks_reason,
            reason: String::new(),
        };
        let one = || vec![line("髙﨑 𠮷男")];
        vec![
            ("nothing", view(Vec::new(), false, None)),
            ("ready", view(one(), false, None)),
            ("too-many", view(one(), true, None)),
            ("refused", view(one(), true, Some("choosing-refused"))),
            ("changed", view(one(), false, Some("choosing-changed"))),
        ]
    }
}
