//! The form builder: an event's own questions, with the form as it looks on a telephone.

use askama::Template;

use super::input::{Input, InputChoice, InputControl};
use crate::domain::question::written::{FormPreset, WrittenForm, WrittenQuestion};
use crate::domain::question::{FileType, QuestionKind};
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
        card.map(|card| format!("#answer-{}", card.key)).unwrap_or_default()
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

/// The cards of a form; `open`: the question that is worked on.
pub fn cards(
    texts: Texts,
    form: &WrittenForm,
    open: Option<usize>,
    errors: &[FormFault],
) -> Vec<QuestionCard> {
    let each = form.questions.iter().enumerate();
    each.map(|(at, question)| {
        let fields = CardFields { texts, at, question, form, errors };
        fields.card(open == Some(at) || question.label[0].is_empty())
    })
    .collect()
}

/// What the fields of a card are made of.
struct CardFields<'a> {
    texts: Texts,
    at: usize,
    question: &'a WrittenQuestion,
    form: &'a WrittenForm,
    errors: &'a [FormFault],
}

impl CardFields<'_> {
    fn card(&self, is_open: bool) -> QuestionCard {
        let (at, question) = (self.at, self.question);
        let condition = self.condition();
        let stem = field_name(at, "");
        let is_wrong =
            |fault: &FormFault| fault.field.as_ref().is_some_and(|field| field.starts_with(&stem));
        QuestionCard {
            number: at + 1,
            at,
            key: question.key.clone(),
            title: question.label[0].clone(),
            kind: kind_key(question.kind),
            required: question.required,
            is_conditional: !question.conditions.is_empty(),
            restricted: question.restricted,
            can_go_up: at > 0,
            can_go_down: at + 1 < self.form.questions.len(),
            is_open: is_open || self.errors.iter().any(is_wrong),
            known: serde_json::to_string(&question.known).unwrap_or_default(),
            kind_input: kinds(self.texts, self.name("kind"), "forms-question-kind", question.kind),
            main: self.main(),
            translated: self.translated(),
            condition,
            restricted_input: self.checked(Input::tick(
                self.texts,
                self.name("restricted"),
                ("forms-restricted", "forms-restricted-hint"),
                question.restricted,
            )),
        }
    }

    fn name(&self, field: &str) -> String {
        field_name(self.at, field)
    }

    /// The same with what is wrong at it.
    fn checked(&self, input: Input) -> Input {
        let fault = self.errors.iter().find(|fault| fault.field.as_ref() == Some(&input.name));
        input.wrong(fault.map(|fault| fault.sentence.clone()))
    }

    fn line(&self, field: &str, keys: (&str, &str), value: &str) -> Input {
        self.checked(Input::line(self.texts, self.name(field), keys, value))
    }

    fn area(&self, field: &str, keys: (&str, &str), value: &str) -> Input {
        self.checked(Input::area(self.texts, self.name(field), keys, value))
    }

    fn number(&self, field: &str, keys: (&str, &str), value: &str) -> Input {
        self.checked(Input::number(self.texts, self.name(field), keys, value).needed(false))
    }

    fn main(&self) -> Vec<Input> {
        let question = self.question;
        let is_consent = question.kind == QuestionKind::Consent;
        let label = if is_consent { "forms-label-consent" } else { "forms-label" };
        let hint = if is_consent {
            ("forms-hint-consent", "forms-hint-consent-hint")
        } else {
            ("forms-hint", "forms-hint-hint")
        };
        let mut main = vec![
            self.line("label-ja", (label, ""), &question.label[0]).needed(true).in_language("ja"),
            self.area("hint-ja", hint, &question.hint[0]).needed(false).rows(2).in_language("ja"),
        ];
        main.extend(self.of_kind());
        let required = ("forms-required", "");
        main.push(Input::tick(self.texts, self.name("required"), required, question.required));
        main
    }

    /// What only this kind has.
    fn of_kind(&self) -> Vec<Input> {
        let question = self.question;
        let choices = || {
            let keys = ("forms-choices", "forms-choices-hint");
            let area = self.area("choices-ja", keys, &question.choices[0]);
            area.needed(true).rows(5).in_language("ja")
        };
        match question.kind {
            QuestionKind::Choice => vec![choices()],
            QuestionKind::Choices => vec![
                choices(),
                self.number("at-least", ("forms-at-least", ""), &question.at_least),
                self.number("at-most", ("forms-at-most", ""), &question.at_most),
            ],
            QuestionKind::Number => vec![
                self.number("min", ("forms-min", ""), &question.min),
                self.number("max", ("forms-max", ""), &question.max),
            ],
            QuestionKind::File => {
                let keys = ("forms-megabytes", "forms-megabytes-hint");
                vec![self.file_types(), self.number("megabytes", keys, &question.megabytes)]
            }
            _ => Vec::new(),
        }
    }

    fn file_types(&self) -> Input {
        let choice = |one: FileType| InputChoice {
            value: one.name().to_owned(),
            label: one.name().to_owned(),
            chosen: self.question.file_types.contains(&one),
        };
        let choices = InputControl::Many(FileType::ALL.into_iter().map(choice).collect());
        let keys = ("forms-file-types", "forms-file-types-hint");
        Input::new(self.texts, self.name("types"), keys, choices)
    }

    fn translated(&self) -> Vec<Input> {
        let question = self.question;
        let mut inputs = Vec::new();
        let languages = [
            (1, "en", ["forms-label-en", "forms-hint-en", "forms-choices-en"]),
            (2, "easy", ["forms-label-easy", "forms-hint-easy", "forms-choices-easy"]),
        ];
        for (place, code, [label, hint, choices]) in languages {
            let lang = if code == "en" { "en" } else { "ja" };
            let text = |texts: &[String; 3]| texts.get(place).cloned().unwrap_or_default();
            let labelled = self.line(&format!("label-{code}"), (label, ""), &text(&question.label));
            inputs.push(labelled.in_language(lang));
            let hinted = self.area(&format!("hint-{code}"), (hint, ""), &text(&question.hint));
            inputs.push(hinted.rows(2).in_language(lang));
            if question.has_choices() {
                let lines = text(&question.choices);
                let keys = (choices, "forms-choices-other-hint");
                let area = self.area(&format!("choices-{code}"), keys, &lines);
                inputs.push(area.rows(5).in_language(lang));
            }
        }
        inputs
    }

    /// Earlier answers that may decide, each as a box to tick.
    fn condition(&self) -> Option<Input> {
        let earlier = self.form.questions.iter().take(self.at).enumerate();
        let mut choices = Vec::new();
        for (i, question) in earlier {
            let answers: Vec<(String, String)> = match question.kind {
                QuestionKind::Choice | QuestionKind::Choices => question
                    .known
                    .iter()
                    .map(|one| (one.value.clone(), one.label.clone()))
                    .collect(),
                QuestionKind::YesNo => vec![
                    ("true".to_owned(), self.texts.t("forms-yes")),
                    ("false".to_owned(), self.texts.t("forms-no")),
                ],
                _ => Vec::new(),
            };
            for (value, label) in answers {
                let pair = format!("{}={value}", question.key);
                let asked = format!("{} {}", i + 1, question.label[0]);
                choices.push(InputChoice {
                    chosen: self.question.conditions.contains(&pair),
                    label: self.texts.t2("forms-condition", "question", &asked, "answer", &label),
                    value: pair,
                });
            }
        }
        // What was ticked and is no choice any more is told as a fault, not silently forgotten.
        for gone in &self.question.conditions {
            if !choices.iter().any(|choice| choice.value == *gone) {
                let label = self.texts.t("forms-condition-gone");
                choices.push(InputChoice { value: gone.clone(), label, chosen: true });
            }
        }
        let keys = ("forms-conditions", "forms-conditions-hint");
        let control = InputControl::Many(choices.clone());
        let input = Input::new(self.texts, self.name("if"), keys, control);
        (!choices.is_empty()).then(|| self.checked(input))
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl FormBuilderView {
    /// A form on which somebody works, one with faults, an empty one, one that others have changed.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
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
