//! A field of a form about people: label, 必須 or 任意, hint, control, what is wrong.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::domain::fault::FieldFault;
use crate::http::pages::texts::Texts;

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Any text.
    Text,
    /// One's own name.
    Name,
    /// One's own mail address.
    Email,
    /// Somebody else's.
    OtherEmail,
    /// The password that one has.
    Password,
    /// A password that one thinks of.
    NewPassword,
    /// A code of an authenticator app, or a recovery code.
    Code,
    /// A day.
    Day,
}

impl LineKind {
    fn html_type(self) -> &'static str {
        match self {
            Self::Email | Self::OtherEmail => "email",
            Self::Password | Self::NewPassword => "password",
            _ => "text",
        }
    }

    fn autocomplete(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("name"),
            Self::Email => Some("username"),
            Self::Password => Some("current-password"),
            Self::NewPassword => Some("new-password"),
            Self::Code => Some("one-time-code"),
            Self::Text | Self::OtherEmail | Self::Day => None,
        }
    }

    fn width(self) -> &'static str {
        match self {
            Self::Code | Self::Day => "input-medium",
            _ => "input-long",
        }
    }
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// More about it; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// A line.
    Line {
        /// What is typed in.
        value: String,
        /// What it is for.
        kind: LineKind,
    },
    /// One of these.
    One(Vec<Choice>),
    /// Any number of these.
    Many(Vec<Choice>),
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "console/people/field.html")]
pub struct Asked {
    /// Its name in the form, and its id.
    pub name: &'static str,
    /// What is asked.
    pub label: String,
    /// Why, and how to write it; may be empty.
    pub hint: String,
    /// 必須 or 任意.
    pub badge: String,
    /// Whether it must be answered.
    pub required: bool,
    /// What is wrong.
    pub error: Option<String>,
    /// How it is answered.
    pub control: Control,
}

impl HtmlSafe for Asked {}

impl Asked {
    /// A line that must be answered; its word is `FORM-NAME`.
    pub fn line(
        texts: Texts,
        form: &str,
        name: &'static str,
        kind: LineKind,
        value: &str,
        errors: &FormErrors,
    ) -> Self {
        Self::new(texts, form, name, Control::Line { value: value.to_owned(), kind }, errors)
    }

    /// A field that must be answered.
    pub fn new(
        texts: Texts,
        form: &str,
        name: &'static str,
        control: Control,
        errors: &FormErrors,
    ) -> Self {
        let word = format!("{form}-{name}");
        let label = texts.t(&word);
        Self {
            name,
            hint: String::new(),
            badge: texts.t("badge-required"),
            required: true,
            error: errors.sentence(texts, name, &label),
            label,
            control,
        }
    }

    /// With why it is asked: the text `FORM-NAME-hint`.
    #[must_use]
    pub fn hinted(self, texts: Texts, form: &str) -> Self {
        Self { hint: texts.t(&format!("{form}-{}-hint", self.name)), ..self }
    }

    /// The same, where nothing need be answered.
    #[must_use]
    pub fn optional(self, texts: Texts) -> Self {
        Self { required: false, badge: texts.t("badge-optional"), ..self }
    }

    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        let both: Vec<String> = hint.into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    fn choice_id(&self, index: usize) -> String {
        if index == 0 { self.name.to_owned() } else { format!("{}-{}", self.name, index + 1) }
    }
}

/// A line of the summary of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorLine {
    /// The field to which it leads.
    pub field: Option<&'static str>,
    /// What is wrong.
    pub sentence: String,
}

/// What is wrong with a form, field by field.
#[derive(Debug, Clone, Default)]
pub struct FormErrors(Vec<(String, &'static str)>);

impl FormErrors {
    /// Of faults, whose pointers are the names of fields.
    pub fn of(faults: &[FieldFault]) -> Self {
        let named =
            |fault: &FieldFault| (fault.pointer.trim_start_matches('/').to_owned(), fault.code);
        Self(faults.iter().map(named).collect())
    }

    fn sentence(&self, texts: Texts, name: &str, label: &str) -> Option<String> {
        let (_, code) = self.0.iter().find(|(field, _)| field == name)?;
        Some(texts.t1(sentence_key(code), "label", label))
    }

    /// The summary above the form.
    pub fn lines(&self, fields: &[Asked]) -> Vec<ErrorLine> {
        let wrong = fields.iter().filter_map(|field| {
            Some(ErrorLine { field: Some(field.name), sentence: field.error.clone()? })
        });
        wrong.collect()
    }
}

/// The key of the sentence for a code.
fn sentence_key(code: &str) -> &'static str {
    match code {
        "empty" | "required" => "fault-empty",
        "too_long" => "fault-too-long",
        "too_short" => "fault-too-short",
        "control_character" | "invisible_character" | "combining_heavy" => "fault-characters",
        "invalid_email" => "fault-email",
        "non_ascii_local_part" => "fault-email-ascii",
        "not_a_date" => "fault-date",
        "unknown_choice" => "fault-choice",
        "nothing_chosen" => "fault-empty-choice",
        "in_the_past" => "people-fault-past",
        "already_member" => "people-fault-member",
        "password_too_short" => "people-fault-password-short",
        "password_too_long" => "people-fault-password-long",
        "password_guessable" => "people-fault-password-guessable",
        "password_differs" => "people-fault-password-differs",
        "wrong_code" => "people-fault-code",
        "wrong_proof" => "people-fault-proof",
        _ => "fault-general",
    }
}
