//! Lists that staff are told of by mail, by the calendar.

use askama::Template;

use super::dialog::Tick;
use crate::http::pages::console::frame::ConsoleFrame;

/// A plan.
#[derive(Debug, Clone)]
pub struct ScheduleLine {
    pub id: String,
    /// When, in words.
    pub timing: String,
    /// What, in words.
    pub what: String,
    pub recipients: String,
    /// The next time, written out.
    pub next: String,
    pub is_paused: bool,
    /// Key of why the last time came to nothing.
    pub fault: Option<&'static str>,
    /// Whether the member may pause it or give it up.
    pub may_change: bool,
}

/// `/console/events/{event}/export/schedules`.
#[derive(Debug, Template)]
#[template(path = "console/exports/schedules.html")]
pub struct SchedulesView {
    pub frame: ConsoleFrame,
    pub event_path: String,
    pub event_title: String,
    pub path: String,
    /// Key of what was done just now.
    pub done: Option<&'static str>,
    pub schedules: Vec<ScheduleLine>,
    /// What the new plan is to export, in words, and for the form.
    pub what: String,
    pub hidden: Vec<(String, String)>,
    /// Whether words were searched for, which are not kept.
    pub forgets_words: bool,
    pub timings: Vec<Tick>,
    pub weekdays: Vec<Tick>,
    pub hours: Vec<Tick>,
    pub days_before: String,
    pub staff: Vec<Tick>,
    /// Key of what was wrong.
    pub wrong: Option<&'static str>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl SchedulesView {
    /// With plans, without, and after something that was wrong.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let tick = |value: &str, label: &str, chosen| Tick {
            value: value.into(),
            label: label.into(),
            chosen,
        };
        let line = |id: &str, is_paused, fault| ScheduleLine {
            id: id.into(),
            timing: "毎日 8時".into(),
            what: "Excel / 確定 / 12列".into(),
            recipients: "産業 花子".into(),
            next: "2026-10-03 08:00".into(),
            is_paused,
            fault,
            may_change: fault.is_none(),
        };
        let view = |schedules, wrong: Option<&'static str>| Self {
            frame: samples::frame(
                language,
                "/console/events/sample/export/schedules",
                Section::Events,
            ),
            event_path: "/console/events/sample".into(),
            event_title: "テレワーク説明会".into(),
            path: "/console/events/sample/export/schedules".into(),
            done: None,
            schedules,
            what: "Excel / 確定 / 12列".into(),
            hidden: vec![("format".into(), "xlsx".into())],
            forgets_words: wrong.is_some(),
            timings: vec![
                tick("day", "毎日", true),
                tick("week", "毎週", false),
                tick("before", "開催の前", false),
            ],
            weekdays: vec![tick("0", "月曜日", true), tick("1", "火曜日", false)],
            hours: vec![tick("8", "8時", true), tick("9", "9時", false)],
            days_before: "1".into(),
            staff: vec![tick("m1", "産業 花子", true), tick("m2", "観光 次郎", false)],
            wrong,
        };
        let lines = vec![
            line("a", false, None),
            line("b", true, None),
            line("c", false, Some("exports-fault-forbidden")),
        ];
        let done = Self {
            done: crate::http::pages::console::exports::words::done_key("planned"),
            ..view(lines.clone(), None)
        };
        vec![
            ("done", done),
            ("lines", view(lines, None)),
            ("none", view(Vec::new(), None)),
            ("wrong", view(Vec::new(), Some("exports-schedule-wrong"))),
        ]
    }
}
