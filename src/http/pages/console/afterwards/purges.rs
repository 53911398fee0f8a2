//! Certificates of what was purged.

use askama::Template;

use super::retention::PurgeLine;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::console::settings::SettingsLine;

/// The line of the settings that leads to the certificates.
pub const LINE: SettingsLine = SettingsLine {
    path: "/console/purges",
    word: "afterwards-certificates",
    means: "afterwards-certificates-line",
};

/// The key of the word for a reason to purge.
pub fn kind_key(kind: &str) -> &'static str {
    match kind {
        "early" => "afterwards-kind-early",
        "request" => "afterwards-kind-request",
        _ => "afterwards-kind-retention",
    }
}

/// The key of the word for how far a purge is.
pub fn state_key(state: &str) -> &'static str {
    match state {
        "erasing" => "afterwards-purge-erasing",
        "overwriting" => "afterwards-purge-overwriting",
        _ => "afterwards-purge-done",
    }
}

/// The key of the heading under which something was counted.
pub fn counted_key(counted: &str) -> &'static str {
    match counted {
        "registrations" => "afterwards-counted-registrations",
        "companies" => "afterwards-counted-companies",
        "files" => "afterwards-counted-files",
        "drafts" => "afterwards-counted-drafts",
        "notes" => "afterwards-counted-notes",
        "mails" => "afterwards-counted-mails",
        "caught_mails" => "afterwards-counted-caught",
        "bounces" => "afterwards-counted-bounces",
        "search" => "afterwards-counted-search",
        "mailings" => "afterwards-counted-mailings",
        "audit" => "afterwards-counted-audit",
        "imports" => "afterwards-counted-imports",
        _ => "afterwards-counted-other",
    }
}

/// `/console/purges`: all certificates, the newest first.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/purges.html")]
pub struct PurgesView {
    pub frame: ConsoleFrame,
    pub purges: Vec<PurgeLine>,
    pub next_path: Option<String>,
}

/// `/console/purges/{purge}`: one certificate, for the screen and for paper.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/certificate.html")]
pub struct CertificateView {
    pub frame: ConsoleFrame,
    pub id: String,
    pub event: String,
    pub state: &'static str,
    /// Whether everything is over.
    pub is_done: bool,
    pub kind: &'static str,
    /// Days of the rule; nothing where it was not a matter of days.
    pub days: Option<u64>,
    /// Of the rule, or of who asked.
    pub reason: String,
    /// The last meeting's end, the times of the purge, written out; empty where not yet.
    pub ended: String,
    pub began: String,
    pub erased: String,
    pub finished: String,
    /// Key of who asked for it.
    pub by: &'static str,
    /// Key of heading, number.
    pub counts: Vec<(&'static str, i64)>,
    pub hash: String,
    pub previous: String,
    /// Whether it says what was signed.
    pub is_intact: bool,
}

#[cfg(any(test, feature = "test-hooks"))]
fn sample_line(kind: &'static str, state: &'static str) -> PurgeLine {
    PurgeLine {
        path: "/console/purges/sample".into(),
        when: "2027-10-16 02:00".into(),
        event: "テレワーク説明会".into(),
        kind,
        state,
        registrations: 40,
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl PurgesView {
    /// With certificates and without.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |purges, next_path| Self {
            frame: samples::frame(language, "/console/purges", Section::Settings),
            purges,
            next_path,
        };
        let lines = vec![
            sample_line(kind_key("retention"), state_key("erasing")),
            sample_line(kind_key("early"), state_key("overwriting")),
            sample_line(kind_key("request"), state_key("done")),
        ];
        vec![
            ("lines", view(lines, Some("/console/purges?before=x".into()))),
            ("none", view(Vec::new(), None)),
        ]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl CertificateView {
    /// Done, under way, and one that was changed.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = || Self {
            frame: samples::frame(language, "/console/purges/sample", Section::Settings),
            id: "019a0000-0000-7000-8000-000000000001".into(),
            event: "テレワーク説明会".into(),
            state: state_key("done"),
            is_done: true,
            kind: kind_key("retention"),
            days: Some(365),
            reason: "年度の実績報告のため".into(),
            ended: "2026-10-15 16:00".into(),
            began: "2027-10-16 02:00".into(),
            erased: "2027-10-16 02:00".into(),
            finished: "2027-10-16 02:01".into(),
            by: "afterwards-by-service",
            counts: [
                "registrations",
                "companies",
                "files",
                "drafts",
                "notes",
                "mails",
                "caught_mails",
                "bounces",
                "search",
                "mailings",
                "audit",
                "imports",
                "owl",
            ]
            .map(|counted| (counted_key(counted), 40))
            .to_vec(),
            hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            previous: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".into(),
            is_intact: true,
        };
        let under_way = Self {
            state: state_key("overwriting"),
            is_done: false,
            kind: kind_key("request"),
            by: "afterwards-by-staff",
            days: None,
            finished: String::new(),
            hash: String::new(),
            ..view()
        };
        let changed = Self { is_intact: false, ..view() };
        vec![("done", view()), ("under-way", under_way), ("changed", changed)]
    }
}
