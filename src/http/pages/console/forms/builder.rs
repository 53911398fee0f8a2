//! The form builder: an event's own questions, with the form as it looks on a telephone.

use askama::Template;

use super::input::{Input, InputChoice, InputControl};
use crate::domain::question::QuestionKind;
use crate::domain::question::form_preset::FormPreset;
#[cfg(any(test, feature = "test-hooks"))]
use crate::domain::question::written::WrittenForm;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::texts::Texts;

/// Every kind of question, in the order in which they are offered.
pub const KINDS: [QuestionKind; 10] = [
    QuestionKind::ShortText,
    QuestionKind::LongText,
    QuestionKind::Choice,
    QuestionKind::Choices,
    QuestionKind::YesNo,
    QuestionKind::Number,
    QuestionKind::Date,
    QuestionKind::Consent,
    QuestionKind::PostalAddress,
    QuestionKind::File,
];

/// The languages of a form, by the endings of the names of their fields.
pub const LANGUAGES: [&str; 3] = ["ja", "en", "easy"];

/// What a kind is called in the fields of the builder.
pub fn kind_name(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::ShortText => "short_text",
        QuestionKind::LongText => "long_text",
        QuestionKind::Number => "number",
        QuestionKind::Choice => "choice",
        QuestionKind::Choices => "choices",
        QuestionKind::Date => "date",
        QuestionKind::YesNo => "yes_no",
        QuestionKind::Consent => "consent",
        QuestionKind::PostalAddress => "postal_address",
        QuestionKind::File => "file",
    }
}

/// The key of the word for a kind.
pub fn kind_key(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::ShortText => "forms-kind-short-text",
        QuestionKind::LongText => "forms-kind-long-text",
        QuestionKind::Number => "forms-kind-number",
        QuestionKind::Choice => "forms-kind-choice",
        QuestionKind::Choices => "forms-kind-choices",
        QuestionKind::Date => "forms-kind-date",
        QuestionKind::YesNo => "forms-kind-yes-no",
        QuestionKind::Consent => "forms-kind-consent",
        QuestionKind::PostalAddress => "forms-kind-postal-address",
        QuestionKind::File => "forms-kind-file",
    }
}

fn preset_key(preset: FormPreset) -> &'static str {
    match preset {
        FormPreset::SupportNeeds => "forms-preset-support-needs",
        FormPreset::Attendance => "forms-preset-attendance",
        FormPreset::Diet => "forms-preset-diet",
        FormPreset::Parking => "forms-preset-parking",
        FormPreset::HeardFrom => "forms-preset-heard-from",
        FormPreset::Photographs => "forms-preset-photographs",
        FormPreset::AskBeforehand => "forms-preset-ask-beforehand",
    }
}

/// The name of a field of the question with this index (from 0).
pub fn field_name(at: usize, field: &str) -> String {
    format!("q{at}-{field}")
}

/// Something that is wrong with the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFault {
    /// The field of the builder; `None`: the form as a whole.
    pub field: Option<String>,
    /// The same words as at the field.
    pub sentence: String,
}

/// A question with its fields.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box, a button or a sentence of the page"
)]
pub struct QuestionCard {
    /// From 1.
    pub number: usize,
    /// From 0, as the buttons name it.
    pub at: usize,
    /// Names its answers in exports.
    pub key: String,
    /// What is asked, as far as it is typed.
    pub title: String,
    /// Key of the word for its kind.
    pub kind: &'static str,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it is asked only of some.
    pub is_conditional: bool,
    /// Whether its answers are for few.
    pub restricted: bool,
    /// Whether it can be moved up.
    pub can_go_up: bool,
    /// Whether it can be moved down.
    pub can_go_down: bool,
    /// Whether its fields are shown.
    pub is_open: bool,
    /// The choices that it is known by, for the hidden field.
    pub known: String,
    /// The kind, with its button.
    pub kind_input: Input,
    /// What is asked, and how it is answered.
    pub main: Vec<Input>,
    /// The same in other languages.
    pub translated: Vec<Input>,
    /// Of whom it is asked; `None` where no question before it decides anything.
    pub condition: Option<Input>,
    /// Whose eyes its answers are for.
    pub restricted_input: Input,
}

/// A preset as a button.
#[derive(Debug, Clone, Copy)]
pub struct PresetButton {
    /// What the button sends.
    pub value: &'static str,
    /// Key of its word.
    pub word: &'static str,
}

/// `/console/events/{event}/form`.
#[derive(Debug, Template)]
#[template(path = "console/forms/builder.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box, a button or a sentence of the page"
)]
pub struct FormBuilderView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// The questions.
    pub cards: Vec<QuestionCard>,
    /// Kinds that can be added.
    pub add_kind: Input,
    /// The version that the writing began with.
    pub version: i64,
    /// The press after which the page was made.
    pub revision: u64,
    /// Whether what is shown differs from what is saved.
    pub is_unsaved: bool,
    /// Whether the form was just saved.
    pub was_saved: bool,
    /// Whether others have changed the form meanwhile.
    pub is_outdated: bool,
    /// Whether applicants see the form.
    pub is_public: bool,
    /// What is wrong, in the order of the fields.
    pub errors: Vec<FormFault>,
}

impl FormBuilderView {
    /// Path of the builder.
    pub fn path(&self) -> String {
        format!("{}/form", self.nav.path)
    }

    /// Where the preview opens: at the question that is worked on, else at the first.
    fn preview_at(&self) -> String {
        let card = self.cards.iter().find(|card| card.is_open).or(self.cards.first());
        // Not the control itself: it would take the focus from where staff are typing.
        card.map(|card| format!("#answer-{}-field", card.key)).unwrap_or_default()
    }

    fn presets() -> Vec<PresetButton> {
        let button =
            |preset: FormPreset| PresetButton { value: preset.as_str(), word: preset_key(preset) };
        FormPreset::ALL.into_iter().map(button).collect()
    }
}

/// The list from which a kind is chosen.
pub fn kinds(texts: Texts, name: String, label: &str, chosen: QuestionKind) -> Input {
    let choice = |kind: QuestionKind| InputChoice {
        value: kind_name(kind).to_owned(),
        label: texts.t(kind_key(kind)),
        chosen: kind == chosen,
    };
    let choices = InputControl::Select(KINDS.into_iter().map(choice).collect());
    Input::new(texts, name, (label, ""), choices)
}

#[cfg(any(test, feature = "test-hooks"))]
impl FormBuilderView {
    /// A form on which somebody works, one with faults, an empty one, one that others have changed.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::cards::cards;
        use crate::domain::question::written::FormAct;
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |form: &WrittenForm, open: Option<usize>, errors: Vec<FormFault>| {
            let frame = samples::frame(language, "/console/events/sample/form", Section::Events);
            let texts = frame.texts();
            Self {
                nav: EventNav::sample(EventPart::Form),
                cards: cards(texts, form, open, &errors),
                add_kind: kinds(
                    texts,
                    "add-kind".into(),
                    "forms-add-kind",
                    QuestionKind::ShortText,
                ),
                version: form.version,
                revision: form.revision,
                is_unsaved: !form.questions.is_empty(),
                was_saved: form.questions.is_empty(),
                is_outdated: false,
                is_public: true,
                errors,
                frame,
            }
        };
        let mut form = WrittenForm::default();
        form.act(&FormAct::AddPreset(FormPreset::Attendance), &[]);
        form.act(&FormAct::AddPreset(FormPreset::Parking), &[]);
        let mut wrong = form.clone();
        wrong.act(&FormAct::Add(QuestionKind::Number), &[]);
        wrong.questions[2].conditions = vec!["parking=true".into()];
        let fault = |field: &str, sentence: &str| FormFault {
            field: Some(field.into()),
            sentence: sentence.into(),
        };
        let faults = vec![
            fault("q2-label-ja", "質問の文を入力してください。"),
            fault("q2-max", "数字で入力してください。"),
        ];
        let mut file = WrittenForm::default();
        file.act(&FormAct::Add(QuestionKind::File), &[]);
        file.act(&FormAct::Add(QuestionKind::Consent), &[]);
        vec![
            ("questions", view(&form, Some(0), Vec::new())),
            ("errors", view(&wrong, None, faults)),
            ("file-and-consent", view(&file, None, Vec::new())),
            ("empty", view(&WrittenForm::default(), None, Vec::new())),
            ("outdated", Self { is_outdated: true, ..view(&form, None, Vec::new()) }),
        ]
    }
}
