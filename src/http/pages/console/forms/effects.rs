//! What saving a form would do to answers that are there, before it is done.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::texts::Texts;

/// A change with the answers that it is about.
#[derive(Debug, Clone)]
pub struct EffectLine {
    /// What is asked, or was.
    pub question: String,
    /// What becomes of it.
    pub change: AnswersChange,
    /// Registrations with such an answer.
    pub answers: i64,
}

/// What becomes of a question that has answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswersChange {
    /// It is not asked any more.
    Removed,
    /// It is answered in another way.
    AnotherKind,
    /// This choice is not offered any more.
    ChoiceRemoved(String),
    /// It has other words.
    Reworded,
}

impl EffectLine {
    fn sentence(&self, texts: Texts) -> String {
        match &self.change {
            AnswersChange::Removed => texts.t("forms-effect-removed"),
            AnswersChange::AnotherKind => texts.t("forms-effect-kind"),
            AnswersChange::ChoiceRemoved(choice) => {
                texts.t1("forms-effect-choice", "choice", choice)
            }
            AnswersChange::Reworded => texts.t("forms-effect-reworded"),
        }
    }
}

/// The page between 保存する and the saving.
#[derive(Debug, Template)]
#[template(path = "console/forms/effects.html")]
pub struct FormEffectsView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// What would be done.
    pub effects: Vec<EffectLine>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl FormEffectsView {
    /// With a removed question and a removed choice.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let frame = samples::frame(language, "/console/events/sample/form", Section::Events);
        let line = |question: &str, change, answers| EffectLine {
            question: question.into(),
            change,
            answers,
        };
        let effects = vec![
            line("車で来場しますか", AnswersChange::Removed, 128),
            line("昼食", AnswersChange::ChoiceRemoved("弁当A".into()), 41),
            line("会場での写真の撮影", AnswersChange::Reworded, 97),
            line("見学の希望日", AnswersChange::AnotherKind, 3),
        ];
        vec![("effects", Self { nav: EventNav::sample(EventPart::Form), frame, effects })]
    }
}
