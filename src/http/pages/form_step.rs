//! The steps of a form that is too long for one page.

use super::{field_name::FieldName, form::ApplicationForm, session::Unit};

/// One page of a form in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormStep {
    /// Which session, or which in order of preference.
    Session,
    /// Who applies, and for which company.
    Applicant,
    /// Who comes.
    Attendees,
    /// The organizer's questions.
    Questions,
    /// What the personal data are used for, and consent to it.
    Consent,
}

impl FormStep {
    /// The name of the hidden field that says which step was sent.
    pub const FIELD: &'static str = "step";

    const ALL: [Self; 5] =
        [Self::Session, Self::Applicant, Self::Attendees, Self::Questions, Self::Consent];

    /// What the hidden field calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Applicant => "applicant",
            Self::Attendees => "attendees",
            Self::Questions => "questions",
            Self::Consent => "consent",
        }
    }

    /// The step of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The step that asks for a field. What concerns no field in particular is said at the last.
    pub fn of(field: &FieldName, unit: Unit) -> Self {
        match field {
            // A company says how many come where it says who.
            FieldName::Seats if unit == Unit::Company => Self::Attendees,
            FieldName::Session | FieldName::Wish(_) => Self::Session,
            FieldName::Company
            | FieldName::CorporateNumber
            | FieldName::Name
            | FieldName::Kana
            | FieldName::Email
            | FieldName::Phone
            | FieldName::Seats => Self::Applicant,
            FieldName::AttendeeName(_)
            | FieldName::AttendeeKana(_)
            | FieldName::AttendeeEmail(_)
            | FieldName::AttendeeLeaves(_) => Self::Attendees,
            FieldName::Answer(_) => Self::Questions,
            FieldName::Consent | FieldName::Form | FieldName::Named(_) => Self::Consent,
        }
    }

    /// The steps of this form, in their order.
    pub fn all_of(form: &ApplicationForm) -> Vec<Self> {
        let has = |step: &Self| match step {
            Self::Session => form.sessions.len() > 1,
            Self::Attendees => form.unit == Unit::Company,
            Self::Questions => !form.questions.is_empty(),
            Self::Applicant | Self::Consent => true,
        };
        Self::ALL.into_iter().filter(has).collect()
    }
}

/// Where in a form in steps somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The step.
    pub step: FormStep,
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// Whether an answer is being corrected, after which the check page comes again.
    pub is_correction: bool,
}

impl Progress {
    /// At this step of the form; at the next that the form has, where it has no such step.
    pub fn at(form: &ApplicationForm, step: FormStep, is_correction: bool) -> Self {
        let steps = FormStep::all_of(form);
        let index = steps.iter().position(|one| *one >= step).unwrap_or(steps.len() - 1);
        let step = steps.get(index).copied().unwrap_or(FormStep::Consent);
        Self { step, number: index + 1, total: steps.len(), is_correction }
    }

    /// Whether a step comes before this one.
    pub fn can_go_back(self) -> bool {
        self.number > 1
    }

    /// Whether the check page comes next.
    pub fn is_last(self) -> bool {
        self.number == self.total || self.is_correction
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::samples;

    #[test]
    fn a_form_has_only_the_steps_that_ask_for_something() {
        let names = |form: &ApplicationForm| {
            FormStep::all_of(form).into_iter().map(FormStep::name).collect::<Vec<_>>()
        };
        assert_eq!(names(&samples::form()), ["session", "applicant", "questions", "consent"]);
        assert_eq!(names(&samples::company_form()), ["applicant", "attendees", "consent"]);
    }

    #[test]
    fn a_step_that_the_form_has_not_is_the_next_that_it_has() {
        let form = samples::company_form();
        let at = |step| Progress::at(&form, step, false);
        assert_eq!(
            (at(FormStep::Session).step, at(FormStep::Session).number),
            (FormStep::Applicant, 1)
        );
        assert_eq!(
            (at(FormStep::Questions).step, at(FormStep::Questions).number),
            (FormStep::Consent, 3)
        );
        assert!(!at(FormStep::Session).can_go_back() && at(FormStep::Questions).is_last());
        assert!(Progress::at(&form, FormStep::Applicant, true).is_last());
    }

    #[test]
    fn a_step_is_found_by_the_name_it_writes() {
        for step in FormStep::ALL {
            assert_eq!(FormStep::parse(step.name()), Some(step));
        }
        assert_eq!(FormStep::parse("payment"), None);
    }
}
