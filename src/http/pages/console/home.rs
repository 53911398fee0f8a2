//! The first page of the console: the organization's events.

use askama::Template;

use super::{frame::ConsoleFrame, mail_notice::MailNotice};

/// How far an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventState {
    /// Only staff see it.
    Draft,
    /// Everybody sees it.
    Published,
    /// The organizer has closed it for applications.
    Closed,
    /// It will not take place.
    Cancelled,
}

impl EventState {
    /// The key of its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "event-state-draft",
            Self::Published => "event-state-published",
            Self::Closed => "event-state-closed",
            Self::Cancelled => "event-state-cancelled",
        }
    }

    /// The look of the word.
    pub fn class(self) -> &'static str {
        match self {
            Self::Draft => "tag-info",
            Self::Published => "tag-success",
            Self::Closed => "tag-plain",
            Self::Cancelled => "tag-error",
        }
    }
}

/// An event with its numbers.
#[derive(Debug, Clone)]
pub struct EventLine {
    /// Path of its page in the console.
    pub path: String,
    /// Its title.
    pub title: String,
    /// How far it is.
    pub state: EventState,
    /// When its next session (or, where all are over, its last one) is, written out; may be empty.
    pub next: String,
    /// Its sessions.
    pub sessions: u32,
    /// Seats taken, over all sessions.
    pub confirmed: u32,
    /// Registrations that wait, over all sessions.
    pub waiting: u32,
}

/// `/console`: events with their states and numbers, and mail that needs attention.
#[derive(Debug, Template)]
#[template(path = "console/home.html")]
pub struct HomeView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The events, the next one first.
    pub events: Vec<EventLine>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
    /// What is to be said of mail.
    pub mail: MailNotice,
}

#[cfg(any(test, feature = "test-hooks"))]
impl HomeView {
    /// With events and without.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let frame = || samples::frame(language, "/console", super::frame::Section::Events);
        let line = |title: &str, state, sessions| EventLine {
            path: "/console/events/sample".into(),
            title: title.into(),
            state,
            next: "令和8年(2026年)10月15日(木曜日)".into(),
            sessions,
            confirmed: 41,
            waiting: 4,
        };
        let events = vec![
            line("テレワーク説明会", EventState::Published, 3),
            line("ワーケーション参加希望企業向け説明会", EventState::Draft, 1),
            line("移住相談会", EventState::Closed, 1),
            line("まち歩き", EventState::Cancelled, 1),
        ];
        vec![
            (
                "events",
                Self {
                    frame: frame(),
                    events,
                    next_path: Some("/console?cursor=abc".into()),
                    mail: samples::mail_notice(),
                },
            ),
            (
                "nothing",
                Self {
                    frame: frame(),
                    events: Vec::new(),
                    next_path: None,
                    mail: MailNotice::default(),
                },
            ),
        ]
    }
}
