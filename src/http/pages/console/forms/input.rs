//! A field of a console form: label, whether it must be filled in, hint, control, what is wrong.

use askama::{Template, filters::HtmlSafe};

use crate::http::pages::texts::Texts;

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputControl {
    /// A line of text; `short` where a number or a code is meant.
    Line {
        /// What is typed in.
        value: String,
        /// Whether the control is narrow.
        short: bool,
    },
    /// Several lines.
    Area {
        /// What is typed in.
        value: String,
        /// How many are seen.
        rows: u8,
    },
    /// One of these, from a list that opens.
    Select(Vec<InputChoice>),
    /// One of these.
    One(Vec<InputChoice>),
    /// Any number of these.
    Many(Vec<InputChoice>),
    /// A box to tick.
    Tick(bool),
}

/// One of several things to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputChoice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A field.
#[derive(Debug, Clone, Template)]
#[template(path = "console/forms/input.html")]
pub struct Input {
    texts: Texts,
    /// Its name in the sent form, and its id.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// How to write it; may be empty.
    pub hint: String,
    /// Whether it must be filled in; `None`: that is not said, as of a box to tick.
    pub required: Option<bool>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How it is filled in.
    pub control: InputControl,
    /// The language of what is typed in, where that is not the page's.
    pub lang: &'static str,
}

impl HtmlSafe for Input {}

impl Input {
    /// A field with the words under these keys; an empty key is no hint.
    pub fn new(
        texts: Texts,
        name: impl Into<String>,
        keys: (&str, &str),
        control: InputControl,
    ) -> Self {
        let hint = if keys.1.is_empty() { String::new() } else { texts.t(keys.1) };
        Self {
            texts,
            name: name.into(),
            label: texts.t(keys.0),
            hint,
            required: None,
            error: None,
            control,
            lang: "",
        }
    }

    /// A line of text.
    pub fn line(texts: Texts, name: impl Into<String>, keys: (&str, &str), value: &str) -> Self {
        let control = InputControl::Line { value: value.to_owned(), short: false };
        Self::new(texts, name, keys, control)
    }

    /// Several lines.
    pub fn area(texts: Texts, name: impl Into<String>, keys: (&str, &str), value: &str) -> Self {
        Self::new(texts, name, keys, InputControl::Area { value: value.to_owned(), rows: 3 })
    }

    /// A number.
    pub fn number(texts: Texts, name: impl Into<String>, keys: (&str, &str), value: &str) -> Self {
        let control = InputControl::Line { value: value.to_owned(), short: true };
        Self::new(texts, name, keys, control)
    }

    /// A box to tick.
    pub fn tick(texts: Texts, name: impl Into<String>, keys: (&str, &str), ticked: bool) -> Self {
        Self::new(texts, name, keys, InputControl::Tick(ticked))
    }

    /// The same, which must be filled in or need not be.
    #[must_use]
    pub fn needed(self, required: bool) -> Self {
        Self { required: Some(required), ..self }
    }

    /// The same with so many lines to be seen.
    #[must_use]
    pub fn rows(mut self, seen: u8) -> Self {
        if let InputControl::Area { rows, .. } = &mut self.control {
            *rows = seen;
        }
        self
    }

    /// The same, filled in in this language.
    #[must_use]
    pub fn in_language(self, lang: &'static str) -> Self {
        Self { lang, ..self }
    }

    /// The same with what is wrong.
    #[must_use]
    pub fn wrong(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    fn badge(&self) -> Option<String> {
        let key = |required: bool| if required { "badge-required" } else { "badge-optional" };
        self.required.map(|required| self.texts.t(key(required)))
    }

    fn is_required(&self) -> bool {
        self.required == Some(true)
    }

    /// What the control says of itself to those who do not see it: ids and words of this program only.
    fn attributes(&self) -> String {
        let mut attributes = String::new();
        let mut add = |name: &str, value: &str| attributes.extend([" ", name, "=\"", value, "\""]);
        if let Some(ids) = self.described_by() {
            add("aria-describedby", &ids);
        }
        if self.is_required() {
            add("aria-required", "true");
        }
        if self.error.is_some() {
            add("aria-invalid", "true");
        }
        if !self.lang.is_empty() {
            add("lang", self.lang);
        }
        attributes
    }

    /// Ids of what describes the control.
    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The first has the name itself, for links of errors.
    fn choice_id(&self, number: usize) -> String {
        if number == 0 { self.name.clone() } else { format!("{}-{number}", self.name) }
    }
}
