//! The questions of the form builder, each with the fields of its kind.

use super::builder::{FormFault, QuestionCard, field_name, kind_key, kinds};
use super::input::{Input, InputChoice, InputControl};
use crate::domain::question::written::{WrittenForm, WrittenQuestion};
use crate::domain::question::{FileType, QuestionKind};
use crate::http::pages::texts::Texts;

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
