//! Who had a seat and did not come.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A meeting to look at.
#[derive(Debug, Clone)]
pub struct MeetingChoice {
    pub path: String,
    pub label: String,
    pub current: bool,
}

/// A registration of which nobody came.
#[derive(Debug, Clone)]
pub struct AbsentLine {
    pub id: String,
    /// Where the registration is.
    pub path: String,
    pub reception_number: String,
    pub name: String,
    pub company: String,
    pub phone: String,
    pub seats: u32,
    /// Why, where somebody has noted it.
    pub note: String,
}

/// `/console/events/{event}/afterwards/absences`.
#[derive(Debug, Template)]
#[template(path = "console/afterwards/absences.html")]
pub struct AbsencesView {
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub path: String,
    pub meeting: String,
    pub meetings: Vec<MeetingChoice>,
    /// Registrations of which somebody came; with none, nothing was recorded.
    pub came: usize,
    pub absent: Vec<AbsentLine>,
    pub may_note: bool,
    pub next_path: Option<String>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl AbsencesView {
    /// With absences, without, and where nobody was recorded.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let line = |id: &str, note: &str| AbsentLine {
            id: id.into(),
            path: format!("/console/registrations/{id}"),
            reception_number: "K7M4Q2XH".into(),
            name: "山田 太郎".into(),
            company: "株式会社例示".into(),
            phone: "000-1234-5678".into(),
            seats: 2,
            note: note.into(),
        };
        let view = |came, absent| Self {
            frame: samples::frame(
                language,
                "/console/events/sample/afterwards/absences",
                Section::Events,
            ),
            nav: EventNav::sample(EventPart::Afterwards),
            path: "/console/events/sample/afterwards/absences".into(),
            meeting: "m1".into(),
            meetings: vec![
                MeetingChoice {
                    path: "?meeting=m1".into(),
                    label: "2026-10-15 14:00 下関".into(),
                    current: true,
                },
                MeetingChoice {
                    path: "?meeting=m2".into(),
                    label: "2026-10-22 14:00 下関".into(),
                    current: false,
                },
            ],
            came,
            absent,
            may_note: true,
            next_path: Some("?meeting=m1&after=100".into()),
        };
        let looking = Self { may_note: false, next_path: None, ..view(3, vec![line("r3", "")]) };
        vec![
            ("lines", view(34, vec![line("r1", ""), line("r2", "体調がすぐれないと電話があった")])),
            ("none", view(40, Vec::new())),
            ("not-recorded", view(0, vec![line("r1", "")])),
            ("looking", looking),
        ]
    }
}
