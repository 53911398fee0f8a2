//! The first page of the console: the organization's events.

use askama::Template;

use super::{
    forms::{builder::FormFault, input::Input},
    frame::ConsoleFrame,
    mail_notice::MailNotice,
};
use crate::http::pages::texts::Texts;

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

/// Something to do today.
#[derive(Debug, Clone)]
pub struct TaskLine {
    /// What it is, with its number where it has one.
    pub words: String,
    /// What it is about; may be empty.
    pub about: String,
    /// Until when, written out; may be empty.
    pub until: String,
    /// Where it is done.
    pub path: String,
}

impl TaskLine {
    /// The words for this kind of task: key of the sentence.
    pub const MAILS: &'static str = "events-task-mail-state";
    pub const OFFERS: &'static str = "events-task-offers";
    pub const SELECTION: &'static str = "events-task-selection";
    pub const DRAW: &'static str = "events-task-draw";
    pub const PURGE: &'static str = "events-task-purge";
    pub const DRAFTS: &'static str = "events-task-drafts";
    pub const UNPUBLISHED: &'static str = "events-task-unpublished";
    pub const REHEARSAL: &'static str = "events-task-rehearsal";
    pub const UNTIL: &'static str = "events-task-until";
}

/// A session that comes soon, with its numbers.
#[derive(Debug, Clone)]
pub struct ComingLine {
    /// Written out.
    pub when: String,
    pub event: String,
    /// Name of the session; may be empty.
    pub session: String,
    pub path: String,
    pub capacity: u32,
    pub confirmed: u32,
    pub waiting: u32,
}

/// What the list of events is narrowed by.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Part of a title.
    pub words: String,
    /// States: value, key of the word, whether it is the chosen one.
    pub states: Vec<(&'static str, &'static str, bool)>,
    /// Whether it narrows the list at all.
    pub is_on: bool,
}

impl EventFilter {
    /// All states with their words: the empty value is all of them.
    pub const STATES: [(&'static str, &'static str); 5] = [
        ("", "events-status-all"),
        ("draft", "event-state-draft"),
        ("published", "event-state-published"),
        ("closed", "event-state-closed"),
        ("cancelled", "event-state-cancelled"),
    ];

    /// A filter by these words and this state.
    pub fn of(words: &str, state: &str) -> Self {
        let states = Self::STATES.map(|(value, word)| (value, word, value == state));
        let is_on = !words.is_empty() || !state.is_empty();
        Self { words: words.to_owned(), states: states.to_vec(), is_on }
    }
}

/// `/console`: events with their states and numbers, and mail that needs attention.
#[derive(Debug, Template)]
#[template(path = "console/home.html")]
pub struct HomeView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Said above: that something was done. Key of the sentence.
    pub done: Option<&'static str>,
    /// What there is to do, the most urgent first.
    pub tasks: Vec<TaskLine>,
    /// Opens a registration by its number; none for who may not see any.
    pub number: Option<Input>,
    /// Sessions that come soon.
    pub coming: Vec<ComingLine>,
    /// Whether one may make events.
    pub may_make: bool,
    /// What the list is narrowed by.
    pub filter: EventFilter,
    /// The events, the next one first.
    pub events: Vec<EventLine>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
    /// What is to be said of mail.
    pub mail: MailNotice,
}

impl HomeView {
    /// Keys of what is wrong with a reception number.
    pub const NUMBER_OF_NOBODY: &'static str = "home-number-nobody";
    pub const NUMBER_MISTYPED: &'static str = "home-number-mistyped";
    pub const NO_NUMBER: &'static str = "home-number-none";

    /// The field for a reception number.
    pub fn number_field(texts: Texts, typed: &str, wrong: Option<String>) -> Input {
        let keys = ("reception-number", "home-number-hint");
        Input::number(texts, "number", keys, typed).wrong(wrong)
    }

    /// What is wrong: with the reception number, the only thing that can be.
    fn errors(&self) -> Vec<FormFault> {
        let fault = |number: &Input| {
            let sentence = number.error.clone()?;
            Some(FormFault { field: Some(number.name.clone()), sentence })
        };
        self.number.as_ref().and_then(fault).into_iter().collect()
    }
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
        let number = |is_wrong: bool| {
            let texts = frame().texts();
            let wrong = is_wrong.then(|| texts.t(Self::NUMBER_OF_NOBODY));
            Some(Self::number_field(texts, if is_wrong { "K7M4Q2XH" } else { "" }, wrong))
        };
        let tasks = || {
            let line = |words: &str, about: &str, path: &str| TaskLine {
                words: words.into(),
                about: about.into(),
                until: String::new(),
                path: path.into(),
            };
            vec![
                line("送れなかったメール：2件", "", "/console/outbox?state=failed"),
                TaskLine {
                    until: "10月3日(土) 17:00まで".into(),
                    ..line("返事の期限が近い席の案内：1件", "テレワーク説明会 萩", "/console/s1")
                },
                line("まだ公開していません", "まち歩き", "/console/events/sample/publish"),
            ]
        };
        let coming = || {
            vec![ComingLine {
                when: "令和8年(2026年)10月15日(木曜日)午後2時".into(),
                event: "テレワーク説明会".into(),
                session: "下関".into(),
                path: "/console/sessions/s1/attendees".into(),
                capacity: 20,
                confirmed: 18,
                waiting: 0,
            }]
        };
        let events = vec![
            line("テレワーク説明会", EventState::Published, 3),
            line("ワーケーション参加希望企業向け説明会", EventState::Draft, 1),
            line("移住相談会", EventState::Closed, 1),
            line("まち歩き", EventState::Cancelled, 1),
        ];
        let none_found = Self {
            frame: frame(),
            done: Some(super::events::words::done("deleted").unwrap_or_default()),
            tasks: Vec::new(),
            number: number(true),
            coming: Vec::new(),
            may_make: true,
            filter: EventFilter::of("講座", "draft"),
            events: Vec::new(),
            next_path: None,
            mail: MailNotice::default(),
        };
        vec![
            ("none-found", none_found),
            (
                "events",
                Self {
                    frame: frame(),
                    done: None,
                    tasks: tasks(),
                    number: number(false),
                    coming: coming(),
                    may_make: true,
                    filter: EventFilter::of("", ""),
                    events,
                    next_path: Some("/console?cursor=abc".into()),
                    mail: samples::mail_notice(),
                },
            ),
            (
                "nothing",
                Self {
                    frame: frame(),
                    done: None,
                    tasks: Vec::new(),
                    number: None,
                    coming: Vec::new(),
                    may_make: true,
                    filter: EventFilter::of("", ""),
                    events: Vec::new(),
                    next_path: None,
                    mail: MailNotice::default(),
                },
            ),
        ]
    }
}
