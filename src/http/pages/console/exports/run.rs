//! What the link in a mail leads to.

use askama::Template;

use crate::http::pages::console::frame::ConsoleFrame;

/// `/console/exports/{run}`.
#[derive(Debug, Template)]
#[template(path = "console/exports/run.html")]
pub struct ExportRunView {
    pub frame: ConsoleFrame,
    pub event_path: String,
    pub event_title: String,
    /// When it was made known, until when the link lives; written out.
    pub due: String,
    pub until: String,
    pub registrations: i64,
    /// What is in it, in words.
    pub what: String,
    /// Where it is fetched; nothing once the link is over.
    pub file: Option<String>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ExportRunView {
    /// While the link lives, and afterwards.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |file: Option<&str>| Self {
            frame: samples::frame(language, "/console/exports/sample", Section::Events),
            event_path: "/console/events/sample".into(),
            event_title: "テレワーク説明会".into(),
            due: "2026-10-03 08:00".into(),
            until: "2026-10-10 08:00".into(),
            registrations: 40,
            what: "Excel / 確定 / 12列".into(),
            file: file.map(str::to_owned),
        };
        vec![("open", view(Some("/console/events/sample/export/file"))), ("over", view(None))]
    }
}
