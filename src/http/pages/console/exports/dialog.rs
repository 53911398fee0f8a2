//! Choosing what is exported, and how.

use askama::Template;

use crate::http::pages::console::frame::ConsoleFrame;

/// A column that can be in the list.
#[derive(Debug, Clone)]
pub struct ColumnChoice {
    /// Its key, as in the API.
    pub key: String,
    pub label: String,
    pub chosen: bool,
}

/// Something to tick or to choose.
#[derive(Debug, Clone)]
pub struct Tick {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Columns kept under a name.
#[derive(Debug, Clone)]
pub struct SetLine {
    pub path: String,
    pub name: String,
    pub is_default: bool,
    /// Where it is taken away; nothing for those who may not.
    pub remove: Option<String>,
}

/// `/console/events/{event}/export`, `/console/sessions/{session}/export`.
#[derive(Debug, Template)]
#[template(path = "console/exports/dialog.html")]
pub struct ExportView {
    pub frame: ConsoleFrame,
    pub event_path: String,
    pub event_title: String,
    /// Key of what was done just now.
    pub done: Option<&'static str>,
    /// What else the list is narrowed to, in words and for the form; where it is not.
    pub narrowed: Vec<String>,
    pub narrowed_by: Vec<(&'static str, String)>,
    pub wide_path: String,
    /// Where a button that answers no question leads back to.
    pub back: String,
    /// Where the form is, and where the file is.
    pub path: String,
    pub file_path: String,
    /// What the page was asked with, for going on to another.
    pub save_path: Option<String>,
    pub schedules_path: String,
    pub sets: Vec<SetLine>,
    pub formats: Vec<Tick>,
    pub rows: Vec<Tick>,
    pub states: Vec<Tick>,
    pub sessions: Vec<Tick>,
    pub columns: Vec<ColumnChoice>,
    /// Columns of the chosen set that this event does not have.
    pub missing: usize,
    /// Key of what was wrong with what was asked for.
    pub wrong: Option<&'static str>,
}

impl ExportView {
    #[expect(clippy::unused_self, reason = "templates call it on the page")]
    fn is_first(&self, index: usize) -> bool {
        index == 0
    }

    fn is_last(&self, index: usize) -> bool {
        index + 1 == self.columns.len()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl ExportView {
    /// With sets, without, narrowed, and after something that was wrong.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let tick = |value: &str, label: &str, chosen| Tick {
            value: value.into(),
            label: label.into(),
            chosen,
        };
        let column = |key: &str, label: &str, chosen| ColumnChoice {
            key: key.into(),
            label: label.into(),
            chosen,
        };
        let set = |name: &str, is_default| SetLine {
            path: "/console/events/sample/export?set=x".into(),
            name: name.into(),
            is_default,
            remove: Some("/console/exports/sets/x/remove".into()),
        };
        let view = |sets, wrong, missing| Self {
            frame: samples::frame(language, "/console/events/sample/export", Section::Events),
            event_path: "/console/events/sample".into(),
            event_title: "テレワーク説明会".into(),
            done: None,
            narrowed: Vec::new(),
            narrowed_by: Vec::new(),
            wide_path: "/console/events/sample/export?format=xlsx".into(),
            back: "/console/events/sample/export?format=xlsx&source=telephone".into(),
            path: "/console/events/sample/export".into(),
            file_path: "/console/events/sample/export/file".into(),
            save_path: Some("/console/events/sample/export/save".into()),
            schedules_path: "/console/events/sample/export/schedules".into(),
            sets,
            formats: vec![
                tick("xlsx", "Excel", true),
                tick("csv", "CSV", false),
                tick("json", "JSON", false),
            ],
            rows: vec![
                tick("attendees", "参加者ごとに1行", true),
                tick("registrations", "申込ごとに1行", false),
            ],
            states: vec![
                tick("confirmed", "確定", true),
                tick("waitlisted", "キャンセル待ち", false),
            ],
            sessions: vec![tick("s1", "下関会場", true), tick("s2", "萩会場", true)],
            columns: vec![
                column("reception_number", "受付番号", true),
                column("attendee_name", "氏名(参加者)", true),
                column("note", "備考", false),
            ],
            missing,
            wrong,
        };
        let narrowed = Self {
            done: crate::http::pages::console::exports::words::done_key("saved"),
            narrowed: vec!["受付経路：電話".into(), "受付の記録がある人".into()],
            narrowed_by: vec![("source", "telephone".into()), ("checked_in", "yes".into())],
            ..view(Vec::new(), None, 0)
        };
        vec![
            ("narrowed", narrowed),
            ("sets", view(vec![set("名札用", true), set("受付用", false)], None, 2)),
            ("plain", view(Vec::new(), None, 0)),
            ("wrong", view(Vec::new(), Some("exports-wrong"), 0)),
        ]
    }
}
