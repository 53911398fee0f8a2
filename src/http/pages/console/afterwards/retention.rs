//! How long an event's personal data are kept.

use askama::Template;

use super::entry::Entry;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A purge of the event.
#[derive(Debug, Clone)]
pub struct PurgeLine {
    pub path: String,
    /// When it began, written out.
    pub when: String,
    /// Of which event; empty on a page about one.
    pub event: String,
    /// Keys of why, and of how far.
    pub kind: &'static str,
    pub state: &'static str,
    /// Registrations erased.
    pub registrations: i64,
}

/// What a purge would erase, before it is begun.
#[derive(Debug, Clone)]
pub struct Confirming {
    pub registrations: i64,
    pub people: i64,
    pub files: i64,
    pub mails: i64,
    /// As it was typed.
    pub reason: String,
}

/// `/console/events/{event}/retention`.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/retention.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a part of the page that is there or not"
)]
pub struct RetentionView {
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub path: String,
    /// Key of how it stands.
    pub standing: &'static str,
    pub is_near: bool,
    /// When its data go, and when owners are told, written out; empty where that is not known or long over.
    pub purge: String,
    pub warn: String,
    /// When they went; empty while they are there.
    pub purged: String,
    /// The last meeting's end, written out; empty where there is none.
    pub ended: String,
    /// Until when, and why, it was put off; empty where it was not.
    pub postponed: String,
    pub postponed_reason: String,
    /// Its own number of days and the reason.
    pub own: Vec<Entry>,
    /// Until when, and why, it is put off.
    pub postponing: Vec<Entry>,
    /// Why it goes at once.
    pub purging: Vec<Entry>,
    pub may_change: bool,
    pub may_postpone: bool,
    pub may_purge: bool,
    /// What is asked once more before everything goes.
    pub confirming: Option<Confirming>,
    /// Whether it was changed just now.
    pub changed: bool,
    pub purges: Vec<PurgeLine>,
}

impl RetentionView {
    fn wrong(&self) -> Vec<&Entry> {
        let all = self.own.iter().chain(&self.postponing).chain(&self.purging);
        all.filter(|entry| entry.error.is_some()).collect()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl RetentionView {
    /// While data are there, put off, with faults, before they go, and when they are gone.
    #[expect(clippy::too_many_lines, reason = "the list of all states")]
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::entry::EntryKind::{Day, Number, Text};
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |wrong: bool| {
            let frame =
                samples::frame(language, "/console/events/sample/retention", Section::Events);
            let texts = frame.texts();
            let entry = |name, label, hint, kind, required, error: &'static str| Entry {
                texts,
                name,
                label,
                hint,
                kind,
                required,
                value: String::new(),
                error: (wrong && !error.is_empty()).then_some(error),
            };
            Self {
                nav: EventNav::sample(EventPart::Afterwards),
                path: "/console/events/sample/retention".into(),
                standing: "afterwards-standing-kept",
                is_near: false,
                purge: "令和9年(2027年)10月15日(金曜日)".into(),
                warn: "令和9年(2027年)9月15日(水曜日)".into(),
                purged: String::new(),
                ended: "令和8年(2026年)10月15日(木曜日)".into(),
                postponed: String::new(),
                postponed_reason: String::new(),
                own: vec![
                    entry(
                        "days",
                        "afterwards-own-days",
                        "afterwards-own-days-hint",
                        Number,
                        false,
                        "fault-range",
                    ),
                    entry(
                        "reason",
                        "afterwards-own-reason",
                        "afterwards-own-reason-hint",
                        Text,
                        false,
                        "",
                    ),
                ],
                postponing: vec![
                    entry(
                        "until",
                        "afterwards-until",
                        "afterwards-until-hint",
                        Day,
                        true,
                        "fault-empty",
                    ),
                    entry(
                        "postpone_reason",
                        "afterwards-postpone-reason",
                        "afterwards-postpone-reason-hint",
                        Text,
                        true,
                        "fault-empty",
                    ),
                ],
                purging: vec![entry(
                    "purge_reason",
                    "afterwards-purge-reason",
                    "afterwards-purge-reason-hint",
                    Text,
                    true,
                    "",
                )],
                may_change: true,
                may_postpone: true,
                may_purge: true,
                confirming: None,
                changed: !wrong,
                purges: Vec::new(),
                frame,
            }
        };
        let line = PurgeLine {
            path: "/console/purges/sample".into(),
            when: "2027-10-16 02:00".into(),
            event: String::new(),
            kind: "afterwards-kind-retention",
            state: "afterwards-purge-done",
            registrations: 40,
        };
        let postponed = Self {
            standing: "afterwards-standing-postponed",
            postponed: "令和10年(2028年)3月31日(金曜日)".into(),
            postponed_reason: "監査が続いているため".into(),
            ..view(false)
        };
        let gone = Self {
            standing: "afterwards-standing-purged",
            purged: "令和9年(2027年)10月16日(土曜日)".into(),
            purge: String::new(),
            warn: String::new(),
            may_change: false,
            may_postpone: false,
            may_purge: false,
            purges: vec![line],
            ..view(false)
        };
        let confirming = Confirming {
            registrations: 40,
            people: 52,
            files: 3,
            mails: 121,
            reason: "業務が終わったため".into(),
        };
        let confirming = Self {
            may_change: false,
            may_postpone: false,
            may_purge: false,
            changed: false,
            confirming: Some(confirming),
            ..view(false)
        };
        vec![
            ("kept", view(false)),
            ("wrong", view(true)),
            ("postponed", postponed),
            ("confirming", confirming),
            ("gone", gone),
        ]
    }
}
