//! The page with the application form.

use askama::Template;

use super::{
    entered::Entered,
    faults::{self, Fault, Manner},
    field::Field,
    field_name::FieldName,
    form::{ApplicationForm, Group},
    frame::Frame,
    session::Session,
};

/// One line of the summary of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorLine {
    /// The field it leads to; `None`: the form as a whole.
    pub field: Option<FieldName>,
    /// The same words as at the field.
    pub sentence: String,
}

/// `/e/{slug}/apply`: the form, empty or with what was typed and what is wrong with it.
#[derive(Debug, Template)]
#[template(path = "apply.html")]
pub struct ApplyView {
    /// Around the page.
    pub frame: Frame,
    /// The form.
    pub form: ApplicationForm,
    /// The session, where there is no choice.
    pub session: Option<Session>,
    /// Its fields.
    pub groups: Vec<Group>,
    /// The consent.
    pub consent: Field,
    /// What the personal data are used for.
    pub purpose: Vec<String>,
    /// What is wrong, in the order of the fields.
    pub errors: Vec<ErrorLine>,
}

impl ApplyView {
    /// The form with what was typed (nothing: `Entered::default()` with the session) and its faults.
    pub fn new(frame: Frame, form: ApplicationForm, entered: &Entered, faults: &[Fault]) -> Self {
        let texts = frame.texts();
        let groups = form.groups(texts, entered, faults);
        let consent = form.consent(texts, entered, faults);
        let errors = error_lines(&frame, &groups, Some(&consent), faults);
        let (session, purpose) = (form.only_session().cloned(), form.purpose(texts));
        Self { frame, form, session, groups, consent, purpose, errors }
    }

    /// Opens the page with the cursor at this field, if it is one of the form's.
    pub fn focus(&mut self, name: Option<&FieldName>) {
        let fields = self.groups.iter_mut().flat_map(|group| &mut group.fields);
        for field in fields.chain([&mut self.consent]) {
            field.focus(name);
        }
    }
}

/// The summary of errors: first what concerns no field on the page, then by field.
pub(super) fn error_lines(
    frame: &Frame,
    groups: &[Group],
    consent: Option<&Field>,
    faults: &[Fault],
) -> Vec<ErrorLine> {
    let fields: Vec<&Field> = groups
        .iter()
        .flat_map(|group| &group.fields)
        .chain(consent)
        .flat_map(Field::with_parts)
        .collect();
    let label = frame.t("form-as-a-whole");
    let elsewhere =
        faults.iter().filter(|fault| !fields.iter().any(|field| field.name == fault.field));
    let general = elsewhere.map(|fault| ErrorLine {
        field: None,
        sentence: faults::sentence(frame.texts(), fault, &label, Manner::Enter),
    });
    let by_field = fields.iter().filter_map(|field| {
        field
            .error
            .as_ref()
            .map(|error| ErrorLine { field: Some(field.name.clone()), sentence: error.clone() })
    });
    general.chain(by_field).collect()
}

#[cfg(test)]
impl ApplyView {
    /// Empty, with everything wrong, for companies, with every kind of question.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let view = |form: ApplicationForm, entered: &Entered, faults: &[Fault]| {
            let frame = Frame::new(language, form.organizer.clone(), LanguageSwitch::Form);
            Self::new(frame, form, entered, faults)
        };
        let mut waiting = samples::form();
        waiting.sessions = vec![samples::session("s2", super::session::SessionStatus::Waitlist)];
        let companies = samples::company_form();
        vec![
            (
                "empty",
                view(samples::form(), &Entered { session: "s1".into(), ..Entered::default() }, &[]),
            ),
            ("waiting-list", view(waiting, &Entered::default(), &[])),
            ("errors", view(samples::form(), &samples::wrong(), &samples::faults())),
            ("companies", view(companies.clone(), &Entered::default(), &[])),
            (
                "companies-errors",
                view(companies, &samples::wrong_company(), &samples::company_faults()),
            ),
        ]
    }
}
