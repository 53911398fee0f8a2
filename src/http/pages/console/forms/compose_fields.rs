//! The fields of a mail to many, filled with what was typed.

use super::builder::FormFault;
use super::input::{Input, InputChoice, InputControl};
use crate::domain::fault::FieldFault;
use crate::domain::state::State;
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::texts::Texts;

/// A mail to many as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composing {
    /// `announcement`, `thank_you` or `survey`.
    pub kind: String,
    /// In Japanese and in English.
    pub subject: [String; 2],
    /// In Japanese and in English.
    pub body: [String; 2],
    /// Of a survey.
    pub url: String,
    /// Ids.
    pub sessions: Vec<String>,
    /// Names of the API.
    pub states: Vec<String>,
    /// `ja`, `en` or nothing.
    pub language: String,
    /// `checked_in`, `not_checked_in` or nothing.
    pub attendance: String,
    /// A company's name.
    pub company: String,
    /// Words that must be found.
    pub words: String,
    /// `key=value` of answers.
    pub answers: Vec<String>,
}

/// An answer by which somebody can be meant.
#[derive(Debug, Clone)]
pub struct AnswerChoice {
    /// `key=value`.
    pub value: String,
    /// What is asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
}

/// What the fields are made of.
pub struct Fields<'a> {
    /// The words of the page.
    pub texts: Texts,
    /// What was typed.
    pub typed: &'a Composing,
    /// What is wrong.
    pub errors: &'a [FormFault],
}

/// The words for whether somebody was there.
pub fn attendance_words(texts: Texts, was_there: bool) -> String {
    texts.t(if was_there { "mailings-checked-in" } else { "mailings-not-checked-in" })
}

/// The word for an answer to a question of yes and no.
pub fn yes_or_no(texts: Texts, value: &str) -> String {
    texts.t(if value == "true" { "forms-yes" } else { "forms-no" })
}

impl Fields<'_> {
    fn checked(&self, input: Input) -> Input {
        let fault =
            self.errors.iter().find(|fault| fault.field.as_deref() == Some(input.name.as_str()));
        input.wrong(fault.map(|fault| fault.sentence.clone()))
    }

    fn line(&self, name: &str, keys: (&str, &str), value: &str) -> Input {
        self.checked(Input::line(self.texts, name, keys, value))
    }

    fn area(&self, name: &str, keys: (&str, &str), value: &str) -> Input {
        self.checked(Input::area(self.texts, name, keys, value).rows(10))
    }

    /// What is written.
    pub fn words(&self) -> Vec<Input> {
        let typed = self.typed;
        let kind = |value: &str, key: &str| InputChoice {
            value: value.to_owned(),
            label: self.texts.t(key),
            chosen: typed.kind == value,
        };
        let kinds = vec![
            kind("announcement", "kind-announcement"),
            kind("thank_you", "kind-thank-you"),
            kind("survey", "kind-survey"),
        ];
        let kinds = InputControl::One(kinds);
        vec![
            Input::new(self.texts, "kind", ("mailings-kind", "mailings-kind-hint"), kinds),
            self.line(
                "subject-ja",
                ("mailings-subject", "mailings-subject-hint"),
                &typed.subject[0],
            )
            .in_language("ja"),
            self.area("body-ja", ("mailings-body", "mailings-body-hint"), &typed.body[0])
                .in_language("ja"),
            self.line("subject-en", ("mailings-subject-en", ""), &typed.subject[1])
                .needed(false)
                .in_language("en"),
            self.area("body-en", ("mailings-body-en", "mailings-body-en-hint"), &typed.body[1])
                .needed(false)
                .in_language("en"),
            self.line("url", ("mailings-url", "mailings-url-hint"), &typed.url),
        ]
    }

    /// To whom, by session (id and name) and state.
    pub fn filter(&self, sessions: &[(String, String)]) -> Vec<Input> {
        let typed = self.typed;
        let session = |(id, name): &(String, String)| InputChoice {
            value: id.clone(),
            label: if name.is_empty() { self.texts.t("session") } else { name.clone() },
            chosen: typed.sessions.contains(id),
        };
        let state = |state: State| InputChoice {
            value: state.as_str().to_owned(),
            label: self.texts.t(state_key(state.as_str())),
            chosen: typed.states.iter().any(|one| one == state.as_str()),
        };
        let mut inputs = Vec::new();
        if sessions.len() > 1 {
            let choices = InputControl::Many(sessions.iter().map(session).collect());
            let keys = ("mailings-sessions", "mailings-sessions-hint");
            inputs.push(self.checked(Input::new(self.texts, "sessions", keys, choices)));
        }
        let states = InputControl::Many(State::ALL.into_iter().map(state).collect());
        let keys = ("mailings-states", "mailings-states-hint");
        inputs.push(self.checked(Input::new(self.texts, "states", keys, states)));
        inputs
    }

    fn attendance(&self) -> Input {
        let choice = |value: &str, key: &str| InputChoice {
            value: value.to_owned(),
            label: self.texts.t(key),
            chosen: self.typed.attendance == value,
        };
        let choices = InputControl::Select(vec![
            choice("", "mailings-any-attendance"),
            choice("checked_in", "mailings-checked-in"),
            choice("not_checked_in", "mailings-not-checked-in"),
        ]);
        Input::new(self.texts, "attendance", ("mailings-attendance", ""), choices)
    }

    /// Narrower still.
    pub fn more(&self, answers: &[AnswerChoice]) -> Vec<Input> {
        let typed = self.typed;
        let language = |value: &str, label: String| InputChoice {
            value: value.to_owned(),
            label,
            chosen: typed.language == value,
        };
        let languages = InputControl::Select(vec![
            language("", self.texts.t("mailings-any-language")),
            language("ja", "日本語".to_owned()),
            language("en", "English".to_owned()),
            language("easy", "やさしい日本語".to_owned()),
        ]);
        let keys = ("mailings-language", "");
        let mut inputs = vec![
            self.checked(Input::new(self.texts, "language", keys, languages)),
            self.attendance(),
            self.line("company", ("mailings-company", ""), &typed.company).needed(false),
            self.line("q", ("mailings-words", "mailings-words-hint"), &typed.words).needed(false),
        ];
        if !answers.is_empty() {
            let choice = |one: &AnswerChoice| InputChoice {
                value: one.value.clone(),
                label: self.texts.t2(
                    "mailings-answer",
                    "question",
                    &one.question,
                    "answer",
                    &one.answer,
                ),
                chosen: typed.answers.contains(&one.value),
            };
            let choices = InputControl::Many(answers.iter().map(choice).collect());
            let keys = ("mailings-answers", "mailings-answers-hint");
            inputs.push(self.checked(Input::new(self.texts, "answers", keys, choices)));
        }
        inputs
    }
}

/// What is wrong, at the field that it is about.
pub fn fault_of(texts: Texts, fault: &FieldFault) -> FormFault {
    let (field, key) = match fault.pointer.as_str() {
        "/subject" => ("subject-ja", "mailings-fault-subject"),
        "/body" => ("body-ja", "mailings-fault-body"),
        "/url" => ("url", "mailings-fault-url"),
        "/filter/company" => ("company", "mailings-fault-company"),
        "/filter/q" => ("q", "mailings-fault-words"),
        pointer if pointer.starts_with("/filter/states") => ("states", "mailings-fault-choice"),
        pointer if pointer.starts_with("/filter/language") => ("language", "mailings-fault-choice"),
        pointer if pointer.starts_with("/filter/answers") => ("answers", "mailings-fault-choice"),
        _ => ("sessions", "mailings-fault-choice"),
    };
    FormFault { field: Some(field.to_owned()), sentence: texts.t(key) }
}
