//! Two registrations side by side, to be made one.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A value that the two may differ in.
#[derive(Debug, Clone)]
pub struct MergeLine {
    /// What the form sends.
    pub field: &'static str,
    /// Key of its word.
    pub word: &'static str,
    pub kept: String,
    pub dropped: String,
}

impl MergeLine {
    fn differs(&self) -> bool {
        self.kept != self.dropped
    }
}

/// `/console/registrations/{id}/merge?with={other}`.
#[derive(Debug, Template)]
#[template(path = "console/attendees/merge.html")]
pub struct MergeView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub kept_number: String,
    pub dropped_number: String,
    /// Id of the other, for the form.
    pub dropped: String,
    /// Session, state and arrival of both.
    pub kept_stands: String,
    pub dropped_stands: String,
    pub lines: Vec<MergeLine>,
    /// Why it was not done: key of the sentence.
    pub refused: Option<&'static str>,
    /// Where the form is sent.
    pub path: String,
    /// The other way round.
    pub swapped_path: String,
    /// The registration's page.
    pub back: String,
}

#[cfg(any(test, feature = "test-hooks"))]
impl MergeView {
    /// Two that differ, and after a refusal.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let line = |field, word, kept: &str, dropped: &str| MergeLine {
            field,
            word,
            kept: kept.into(),
            dropped: dropped.into(),
        };
        let view = |refused| Self {
            frame: samples::frame(language, "/console/registrations/r1/merge", Section::Events),
            nav: EventNav::sample(EventPart::Attendees),
            kept_number: "K7M4Q2XH".into(),
            dropped_number: "P3R8W5NB".into(),
            dropped: "r2".into(),
            kept_stands: "下関 確定 10月3日(土)13:05".into(),
            dropped_stands: "下関 キャンセル待ち 10月4日(日)9:00".into(),
            lines: vec![
                line("name", "column-name", "山田 太郎", "山田 太郎"),
                line("email", "column-email", "taro@example.jp", "taro@example.com"),
                line("phone", "column-phone", "", "000-1234-5678"),
            ],
            refused,
            path: "/console/registrations/r1/merge".into(),
            swapped_path: "/console/registrations/r2/merge?with=r1".into(),
            back: "/console/registrations/r1".into(),
        };
        vec![("pair", view(None)), ("refused", view(Some("attendees-why-full")))]
    }
}
