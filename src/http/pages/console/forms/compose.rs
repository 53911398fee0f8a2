//! Writing to applicants: what, and to whom.

use askama::Template;

use super::builder::FormFault;
use super::input::Input;
use super::mail_editor::PlaceholderButton;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// How many a filter finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// With a mail address.
    pub recipients: i64,
    /// Without one.
    pub without_address: i64,
}

/// `/console/events/{event}/mailings/new` and `/console/mailings/{mailing}/edit`.
#[derive(Debug, Template)]
#[template(path = "console/forms/compose.html")]
pub struct ComposeView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// The page's own path.
    pub path: String,
    /// The id of a choice and its number, where those whom it is for were chosen one by one.
    pub chosen: Option<(String, i64)>,
    /// What is written.
    pub words: Vec<Input>,
    /// What may stand in it.
    pub placeholders: Vec<PlaceholderButton>,
    /// To whom.
    pub filter: Vec<Input>,
    /// Narrower still.
    pub more: Vec<Input>,
    /// How many that are, where it was asked for.
    pub reach: Option<Reach>,
    /// What is wrong.
    pub errors: Vec<FormFault>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ComposeView {
    /// For those who were chosen, empty, counted, with faults.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::input::{InputChoice, InputControl};
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |errors: Vec<FormFault>, reach| {
            let path = "/console/events/sample/mailings/new";
            let frame = samples::frame(language, path, Section::Events);
            let texts = frame.texts();
            let choice = |value: &str, label: &str, chosen| InputChoice {
                value: value.into(),
                label: label.into(),
                chosen,
            };
            let states = vec![
                choice("confirmed", "確定", true),
                choice("waitlisted", "キャンセル待ち", false),
            ];
            let error = errors.first().map(|fault| fault.sentence.clone());
            Self {
                nav: EventNav::sample(EventPart::Mails),
                path: path.into(),
                chosen: None,
                words: vec![
                    Input::line(texts, "subject-ja", ("mailings-subject", ""), "")
                        .needed(true)
                        .wrong(error),
                    Input::area(
                        texts,
                        "body-ja",
                        ("mailings-body", "mailings-body-hint"),
                        "{{ applicant_name }} 様",
                    )
                    .rows(10)
                    .needed(true),
                ],
                placeholders: vec![PlaceholderButton::new(
                    "applicant_name",
                    false,
                    "body-ja subject-ja",
                    "宛名の方のお名前",
                    false,
                )],
                filter: vec![Input::new(
                    texts,
                    "states",
                    ("mailings-states", ""),
                    InputControl::Many(states),
                )],
                more: vec![Input::line(texts, "q", ("mailings-words", "mailings-words-hint"), "")],
                reach,
                errors,
                frame,
            }
        };
        let fault = FormFault {
            field: Some("subject-ja".into()),
            sentence: "件名を入力してください。".into(),
        };
        let chosen = Self { chosen: Some(("b1".into(), 12)), ..view(Vec::new(), None) };
        vec![
            ("chosen", chosen),
            ("empty", view(Vec::new(), None)),
            ("counted", view(Vec::new(), Some(Reach { recipients: 41, without_address: 3 }))),
            ("errors", view(vec![fault], None)),
        ]
    }
}
