//! The fields of forms about people: their words are the texts `FORM-NAME`, `FORM-NAME-hint`.

use crate::domain::fault::FieldFault;
use crate::http::pages::apply::ErrorLine;
use crate::http::pages::faults::{self, Fault};
use crate::http::pages::field::{Control, Field, LineKind};
use crate::http::pages::field_name::FieldName;
use crate::http::pages::texts::Texts;

/// A line that must be answered.
pub fn line_field(
    texts: Texts,
    form: &str,
    name: &str,
    kind: LineKind,
    value: &str,
    errors: &FormErrors,
) -> Field {
    form_field(texts, form, name, Control::Line { value: value.to_owned(), kind }, errors)
}

/// A field that must be answered.
pub fn form_field(
    texts: Texts,
    form: &str,
    name: &str,
    control: Control,
    errors: &FormErrors,
) -> Field {
    let word = format!("{form}-{name}");
    let mut field = Field {
        texts,
        name: FieldName::Named(name.to_owned()),
        label: texts.t(&word),
        hint: String::new(),
        required: true,
        error: None,
        control,
        condition: None,
        focused: false,
    };
    field.error = errors.sentence(&field);
    field
}

impl Field {
    /// With why it is asked: the text `FORM-NAME-hint`.
    #[must_use]
    pub fn hinted(self, form: &str) -> Self {
        Self { hint: self.texts.t(&format!("{form}-{}-hint", self.name)), ..self }
    }

    /// The same, where nothing need be answered.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { required: false, ..self }
    }
}

/// The summary above a form with these fields.
pub fn error_lines(fields: &[Field]) -> Vec<ErrorLine> {
    let wrong = fields.iter().filter_map(|field| {
        Some(ErrorLine { field: Some(field.name.clone()), sentence: field.error.clone()? })
    });
    wrong.collect()
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

    fn sentence(&self, field: &Field) -> Option<String> {
        let name = field.name.to_string();
        let (_, code) = self.0.iter().find(|(wrong, _)| *wrong == name)?;
        if let Some((_, key)) = SENTENCES.iter().find(|(own, _)| own == code) {
            return Some(field.texts.t1(key, "label", &field.label));
        }
        let fault = Fault::new(field.name.clone(), *code);
        Some(faults::sentence(field.texts, &fault, &field.label, field.manner()))
    }
}

/// Rules that no form of applicants has, with the keys of their sentences; each takes `$label`.
const SENTENCES: [(&str, &str); 12] = [
    ("nothing_chosen", "fault-empty-choice"),
    ("in_the_past", "people-fault-past"),
    ("already_member", "people-fault-member"),
    ("password_too_short", "people-fault-password-short"),
    ("password_too_long", "people-fault-password-long"),
    ("password_guessable", "people-fault-password-guessable"),
    ("password_differs", "people-fault-password-differs"),
    ("wrong_code", "people-fault-code"),
    ("wrong_proof", "people-fault-proof"),
    ("paused", "people-fault-paused"),
    ("role_of_added", "people-fault-role-of-added"),
    ("beyond_own", "people-fault-beyond-own"),
];
