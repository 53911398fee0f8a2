//! The page with the application form.

use askama::Template;

use super::{
    entered::Entered,
    faults::{self, Fault, Manner},
    field::Field,
    field_name::FieldName,
    form::{ApplicationForm, Group},
    form_step::{FormStep, Progress},
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
    /// The consent; with a form in steps only at the last.
    pub consent: Option<Field>,
    /// What the personal data are used for.
    pub purpose: Vec<String>,
    /// What is wrong, in the order of the fields.
    pub errors: Vec<ErrorLine>,
    /// What was answered and is not asked on this page, as hidden fields.
    pub hidden: Vec<(String, String)>,
    /// Where in a form in steps this page is.
    pub progress: Option<Progress>,
}

impl ApplyView {
    /// The form with what was typed (nothing: `Entered::default()` with the session) and its faults.
    pub fn new(frame: Frame, form: ApplicationForm, entered: &Entered, faults: &[Fault]) -> Self {
        let texts = frame.texts();
        let groups = form.groups(texts, entered, faults);
        let consent = form.consent(texts, entered, faults);
        let errors = error_lines(&frame, &groups, Some(&consent), faults);
        let (session, purpose) = (form.only_session().cloned(), form.purpose(texts));
        let kept =
            session.iter().map(|session| (FieldName::Session.to_string(), session.id.clone()));
        let hidden = kept.collect();
        let (consent, progress) = (Some(consent), None);
        Self { frame, form, session, groups, consent, purpose, errors, hidden, progress }
    }

    /// One step of a form in steps, with the faults of its own fields and those of the form as a whole.
    pub fn at(
        frame: Frame,
        form: ApplicationForm,
        entered: &Entered,
        faults: &[Fault],
        progress: Progress,
    ) -> Self {
        let texts = frame.texts();
        let unit = form.unit;
        let is_here = |field: &FieldName| FormStep::of(field, unit) == progress.step;
        let here: Vec<Fault> = faults
            .iter()
            .filter(|fault| is_here(&fault.field) || fault.field == FieldName::Form)
            .cloned()
            .collect();
        let mut groups = form.groups(texts, entered, &here);
        groups.retain(|group| group.fields.first().is_some_and(|field| is_here(&field.name)));
        let asks_for_consent = progress.step == FormStep::Consent;
        let consent = asks_for_consent.then(|| form.consent(texts, entered, &here));
        let errors = error_lines(&frame, &groups, consent.as_ref(), &here);
        let session = form.chosen_session(entered).cloned();
        let session = session.filter(|_| progress.step != FormStep::Session);
        let mut hidden = entered.to_pairs();
        hidden.retain(|(name, _)| !FieldName::parse(name).is_some_and(|field| is_here(&field)));
        if let Some(session) = session.as_ref().filter(|_| entered.session.is_empty()) {
            hidden.push((FieldName::Session.to_string(), session.id.clone()));
        }
        let (purpose, progress) = (form.purpose(texts), Some(progress));
        Self { frame, form, session, groups, consent, purpose, errors, hidden, progress }
    }

    /// Whether the page only names the session, because the step before has shown all about it.
    pub fn only_names_session(&self) -> bool {
        self.progress.is_some_and(|progress| progress.step > FormStep::Applicant)
    }

    /// Whether the check page comes next.
    pub fn leads_to_check_page(&self) -> bool {
        self.progress.is_none_or(Progress::is_last)
    }

    /// Opens the page with the cursor at this field, if it is one of the form's.
    pub fn focus(&mut self, name: Option<&FieldName>) {
        let fields = self.groups.iter_mut().flat_map(|group| &mut group.fields);
        for field in fields.chain(&mut self.consent) {
            field.focus(name);
        }
    }
}

/// The summary of errors: first what concerns no field on the page, then by field.
pub(in crate::http::pages) fn error_lines(
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

#[cfg(any(test, feature = "test-hooks"))]
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
        let at = |form: ApplicationForm, entered: &Entered, faults: &[Fault], step: FormStep| {
            let frame = Frame::new(language, form.organizer.clone(), LanguageSwitch::Form);
            let progress = Progress::at(&form, step, false);
            Self::at(frame, form, entered, faults, progress)
        };
        let ranked = || ApplicationForm { wishes: 3, in_steps: true, ..samples::form() };
        let wished = Entered { wishes: vec!["s1".into()], ..samples::right() };
        let same = [Fault::new(FieldName::Wish(2), "same_wish")];
        vec![
            ("step-session", at(ranked(), &samples::right(), &[], FormStep::Session)),
            ("step-wishes-errors", at(ranked(), &wished, &same, FormStep::Session)),
            ("step-applicant", at(ranked(), &samples::right(), &[], FormStep::Applicant)),
            (
                "step-applicant-errors",
                at(ranked(), &samples::wrong(), &samples::faults(), FormStep::Applicant),
            ),
            (
                "step-attendees",
                at(companies.clone(), &samples::right_company(), &[], FormStep::Attendees),
            ),
            ("step-questions", at(ranked(), &samples::right(), &[], FormStep::Questions)),
            ("step-consent", at(ranked(), &samples::right(), &[], FormStep::Consent)),
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

#[cfg(test)]
mod tests {
    use super::super::frame::LanguageSwitch;
    use super::super::{samples, session::Unit, texts::Language};
    use super::*;

    #[test]
    fn every_step_of_every_form_asks_for_something_and_keeps_the_rest() {
        let entered = samples::right_company();
        for form in [samples::form(), samples::company_form()] {
            for step in FormStep::all_of(&form) {
                let frame = Frame::new(Language::japanese(), "萩市", LanguageSwitch::Form);
                let progress = Progress::at(&form, step, false);
                let view = ApplyView::at(frame, form.clone(), &entered, &[], progress);
                let asked: Vec<String> = (view.groups.iter().flat_map(|group| &group.fields))
                    .chain(&view.consent)
                    .map(|field| field.name.to_string())
                    .collect();
                assert!(!asked.is_empty(), "{step:?}");
                let hidden = |name: &String| view.hidden.iter().any(|(kept, _)| kept == name);
                for (name, _) in entered.to_pairs() {
                    assert!(
                        asked.contains(&name) != hidden(&name) || form.unit != Unit::Company,
                        "{name} at {step:?} of {asked:?}"
                    );
                }
            }
        }
    }
}
