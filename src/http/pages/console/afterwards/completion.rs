//! Who has completed a course.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// Keys of the headings of the file.
pub const HEADINGS: [&str; 8] = [
    "reception-number",
    "column-name",
    "column-kana",
    "column-company",
    "afterwards-attended",
    "afterwards-meetings",
    "afterwards-certificate-of",
    "afterwards-issued-at",
];

/// A session to look at.
#[derive(Debug, Clone)]
pub struct SessionChoice {
    pub path: String,
    pub label: String,
    pub current: bool,
}

/// One person.
#[derive(Debug, Clone)]
pub struct CompletedLine {
    /// Where the registration is.
    pub registration_path: String,
    pub reception_number: String,
    pub name: String,
    pub kana: String,
    pub company: String,
    pub attended: u32,
    /// Whether somebody of the party was missing at one of the meetings.
    pub is_unsure: bool,
    /// The certificate's number and where it is printed; empty where there is none.
    pub number: String,
    pub path: String,
}

/// `/console/events/{event}/afterwards/completion`.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/completion.html")]
pub struct CompletionView {
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub path: String,
    pub session: String,
    pub sessions: Vec<SessionChoice>,
    pub meetings: u32,
    pub at_least: u32,
    pub completed: Vec<CompletedLine>,
    pub may_issue: bool,
}

impl CompletionView {
    fn lacks_numbers(&self) -> bool {
        self.completed.iter().any(|line| line.number.is_empty())
    }
}

/// `/console/events/{event}/afterwards/completion/certificate`: one certificate for paper.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/completion_certificate.html")]
pub struct CompletionCertificateView {
    pub frame: ConsoleFrame,
    pub event: String,
    pub session: String,
    pub back: String,
    pub name: String,
    pub number: String,
    pub attended: u32,
    pub meetings: u32,
    /// When the last meeting was, and when it was given out; written out.
    pub ended: String,
    pub issued: String,
}

#[cfg(any(test, feature = "test-hooks"))]
impl CompletionView {
    /// With people and without.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let line = |number: &str, is_unsure| CompletedLine {
            registration_path: "/console/registrations/r1".into(),
            reception_number: "K7M4Q2XH".into(),
            name: "山田 太郎".into(),
            kana: "やまだ たろう".into(),
            company: String::new(),
            attended: 5,
            is_unsure,
            number: number.into(),
            path: "/console/events/sample/afterwards/completion/certificate?number=1".into(),
        };
        let choice = |label: &str, current| SessionChoice {
            path: "?session=s1".into(),
            label: label.into(),
            current,
        };
        let view = |completed| Self {
            frame: samples::frame(
                language,
                "/console/events/sample/afterwards/completion",
                Section::Events,
            ),
            nav: EventNav::sample(EventPart::Afterwards),
            path: "/console/events/sample/afterwards/completion".into(),
            session: "s1".into(),
            sessions: vec![choice("昼の部", true), choice("夜の部", false)],
            meetings: 6,
            at_least: 5,
            completed,
            may_issue: true,
        };
        vec![
            ("lines", view(vec![line("kouza-2026-0001", false), line("", true)])),
            ("none", view(Vec::new())),
        ]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl CompletionCertificateView {
    /// One.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = Self {
            frame: samples::frame(
                language,
                "/console/events/sample/afterwards/completion/certificate",
                Section::Events,
            ),
            event: "市民講座 はじめての統計".into(),
            session: "昼の部".into(),
            back: "/console/events/sample/afterwards/completion".into(),
            name: "𠮷田 花子".into(),
            number: "kouza-2026-0001".into(),
            attended: 5,
            meetings: 6,
            ended: "令和8年(2026年)10月15日(木曜日)".into(),
            issued: "令和8年(2026年)10月20日(火曜日)".into(),
        };
        vec![("one", view)]
    }
}
