//! The page on which an applicant changes their answers.

use askama::Template;

use super::{
    apply::{ErrorLine, error_lines},
    attendees::Party,
    contact::Contact,
    entered::Entered,
    faults::Fault,
    form::{ApplicationForm, Group},
    frame::Frame,
};

/// `/r/{token}/change`: the fields that may be changed, as they stand.
#[derive(Debug, Template)]
#[template(path = "change.html")]
pub struct ChangeView {
    /// Around the page.
    pub frame: Frame,
    /// The event's title.
    pub event_title: String,
    /// The fields.
    pub groups: Vec<Group>,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// Path of the manage page.
    pub manage_path: String,
    /// Where the form is sent to.
    pub change_path: String,
    /// Whom to ask.
    pub contact: Contact,
    /// The value of the hidden field `form`.
    pub token: String,
    /// Whether a file is asked for.
    pub has_files: bool,
}

impl ChangeView {
    /// The form of a registration whose manage page is at `manage_path`.
    pub fn new(
        frame: Frame,
        form: &ApplicationForm,
        manage_path: &str,
        (entered, party): (&Entered, &Party),
        faults: &[Fault],
    ) -> Self {
        let groups = form.changeable_groups(frame.texts(), entered, faults, party);
        let errors = error_lines(&frame, &groups, None, faults);
        Self {
            event_title: form.event_title.clone(),
            manage_path: manage_path.to_owned(),
            change_path: format!("{manage_path}/change"),
            contact: form.contact.clone(),
            token: form.token.clone(),
            has_files: form.has_files(),
            groups,
            errors,
            frame,
        }
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl ChangeView {
    /// As it stands, with faults, names still to come, names fixed.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{field_name::FieldName, frame::LanguageSwitch, samples};
        let view = |form: ApplicationForm, entered: &Entered, party: &Party, faults: &[Fault]| {
            let frame = Frame::new(language, form.organizer.clone(), LanguageSwitch::Form);
            Self::new(frame, &form, "/r/sample", (entered, party), faults)
        };
        let party = Party {
            seats: 3,
            named: vec!["山田 太郎".into(), "𠮷田 花子".into()],
            names_until: Some(samples::deadline()),
            is_fixed: false,
        };
        let nobody = Party { seats: 2, named: Vec::new(), ..party.clone() };
        let fixed = Party { is_fixed: true, ..party.clone() };
        let right = Entered { seats: "3".into(), ..samples::right_company() };
        let who = [Fault::new(FieldName::Seats, "who_leaves")];
        let late = [Fault::new(FieldName::Form, "names_fixed")];
        let companies = samples::company_form;
        vec![
            ("citizen", view(samples::form_with_file(), &samples::right(), &nobody, &[])),
            ("company", view(companies(), &right, &party, &[])),
            ("who-leaves", view(companies(), &right, &party, &who)),
            ("names-fixed", view(companies(), &right, &fixed, &[])),
            (
                "company-errors",
                view(
                    companies(),
                    &samples::wrong_company(),
                    &party,
                    &samples::company_faults()[2..],
                ),
            ),
            ("names-fixed-meanwhile", view(companies(), &samples::wrong_company(), &fixed, &late)),
        ]
    }
}
