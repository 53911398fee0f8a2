//! The page on which an applicant changes their answers.

use askama::Template;

use super::{
    apply::{ErrorLine, error_lines},
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
    /// The value of the hidden field `form`.
    pub token: String,
}

impl ChangeView {
    /// The form of a registration whose manage page is at `manage_path`.
    pub fn new(
        frame: Frame,
        form: &ApplicationForm,
        manage_path: &str,
        entered: &Entered,
        faults: &[Fault],
    ) -> Self {
        let groups = form.changeable_groups(frame.texts(), entered, faults);
        let errors = error_lines(&frame, &groups, None, faults);
        Self {
            event_title: form.event_title.clone(),
            manage_path: manage_path.to_owned(),
            change_path: format!("{manage_path}/change"),
            token: form.token.clone(),
            groups,
            errors,
            frame,
        }
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl ChangeView {
    /// As it stands, and with faults.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let view = |form: ApplicationForm, entered: &Entered, faults: &[Fault]| {
            let frame = Frame::new(language, form.organizer.clone(), LanguageSwitch::Form);
            Self::new(frame, &form, "/r/sample", entered, faults)
        };
        vec![
            ("citizen", view(samples::form(), &samples::right(), &[])),
            (
                "company-errors",
                view(
                    samples::company_form(),
                    &samples::wrong_company(),
                    &samples::company_faults(),
                ),
            ),
        ]
    }
}
