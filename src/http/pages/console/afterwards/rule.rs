//! How long an organization keeps personal data.

use askama::Template;

use super::entry::Entry;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::console::settings::SettingsLine;

/// The line of the settings that leads to the rule.
pub const LINE: SettingsLine = SettingsLine {
    path: "/console/settings/retention",
    word: "afterwards-rule",
    means: "afterwards-rule-line",
};

/// How an event stands, as pages say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandingWord {
    Kept,
    Near,
    Due,
    Postponed,
    Purged,
    NoEnd,
}

impl StandingWord {
    /// Its key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Kept => "afterwards-standing-kept",
            Self::Near => "afterwards-standing-warned",
            Self::Due => "afterwards-standing-due",
            Self::Postponed => "afterwards-standing-postponed",
            Self::Purged => "afterwards-standing-purged",
            Self::NoEnd => "afterwards-standing-no-end",
        }
    }
}

/// An event whose data go some day.
#[derive(Debug, Clone)]
pub struct ComingLine {
    pub path: String,
    pub title: String,
    /// The end of its last meeting, written out.
    pub ended: String,
    /// When its data go, written out.
    pub purge: String,
    /// Key of how it stands.
    pub standing: &'static str,
    /// Whether it needs a look soon.
    pub is_near: bool,
}

/// `/console/settings/retention`: the rule, and which data go when.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/rule.html")]
pub struct RuleView {
    pub frame: ConsoleFrame,
    /// The fields of the rule: days, days of warning, reason.
    pub entries: Vec<Entry>,
    /// Whether the member may change it.
    pub may_change: bool,
    /// Whether it was changed just now.
    pub changed: bool,
    pub coming: Vec<ComingLine>,
}

impl RuleView {
    fn wrong(&self) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.error.is_some()).collect()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl RuleView {
    /// With events, without, and with a fault.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::entry::EntryKind::{Number, Text};
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |coming: Vec<ComingLine>, may_change, error: Option<&'static str>| {
            let frame = samples::frame(language, "/console/settings/retention", Section::Settings);
            let texts = frame.texts();
            let entry = |name, label, hint, kind, value: &str, error| Entry {
                texts,
                name,
                label,
                hint,
                kind,
                required: true,
                value: value.into(),
                error,
            };
            let entries = vec![
                entry("days", "afterwards-days", "afterwards-days-hint", Number, "365", error),
                entry(
                    "warn_days",
                    "afterwards-warn-days",
                    "afterwards-warn-days-hint",
                    Number,
                    "30",
                    None,
                ),
                entry(
                    "reason",
                    "afterwards-reason",
                    "afterwards-reason-hint",
                    Text,
                    "実績報告のため",
                    None,
                ),
            ];
            Self { frame, entries, may_change, changed: error.is_none() && may_change, coming }
        };
        let line = |standing, is_near| ComingLine {
            path: "/console/events/sample/retention".into(),
            title: "テレワーク説明会".into(),
            ended: "令和8年(2026年)10月15日(木曜日)".into(),
            purge: "令和9年(2027年)10月15日(金曜日)".into(),
            standing,
            is_near,
        };
        let lines = vec![
            line("afterwards-standing-warned", true),
            line("afterwards-standing-kept", false),
            line("afterwards-standing-postponed", false),
        ];
        vec![
            ("lines", view(lines.clone(), true, None)),
            ("looking", view(lines, false, None)),
            ("wrong", view(Vec::new(), true, Some("fault-range"))),
        ]
    }
}
