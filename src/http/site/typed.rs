//! What was typed into a form, as the domain wants it, and back.

use unicode_normalization::UnicodeNormalization as _;

use super::typed_answers;
use crate::domain::application::{ApplicantDraft, ApplicationDraft, AttendeeDraft, CompanyDraft};
use crate::domain::event::{CapacityUnit, Event};
use crate::domain::fault::FieldFault;
use crate::domain::question::Answers;
use crate::domain::values::language::Language;
use crate::http::pages::entered::{Entered, EnteredAttendee};
use crate::http::pages::faults::Fault;
use crate::http::pages::field_name::FieldName;
use crate::usecases::Registration;

/// A draft that was typed into the form of an event.
pub struct Typed {
    pub draft: ApplicationDraft,
    /// What the form alone can tell is wrong.
    pub faults: Vec<Fault>,
    /// For each attendee of the draft the line of the form, as empty lines are no attendees.
    lines: Vec<usize>,
}

impl Typed {
    /// The application that these answers are.
    pub fn application(entered: &Entered, event: &Event, language: Language) -> Self {
        let mut typed = Self::nothing();
        typed.draft.language = Some(language.as_str().to_owned());
        typed.draft.consent = entered.consent;
        typed.draft.applicant.email = optional(&entered.email);
        if event.capacity_unit == CapacityUnit::Company {
            let corporate_number = optional(&entered.corporate_number);
            typed.draft.company =
                Some(CompanyDraft { name: entered.company.clone(), corporate_number });
        }
        typed.rank_wishes(entered);
        typed.lay_over(entered, event, &Answers::new());
        typed
    }

    /// A registration with what its applicant has changed: what the form does not ask for stays.
    pub fn change(entered: &Entered, event: &Event, registration: &Registration) -> Self {
        let mut typed = Self::nothing();
        typed.draft = registration.draft();
        typed.lay_over(entered, event, &registration.answers);
        typed.draft.applicant.email = optional(&entered.email);
        if asks_for_seats(event) {
            typed.list_attendees(entered);
            typed.count_people(entered, registration.seats);
        }
        typed
    }

    /// The number of people: that which was typed; where only marks say who leaves, so many fewer.
    fn count_people(&mut self, entered: &Entered, seats_before: u32) {
        let before = i64::from(seats_before);
        let typed = if entered.seats.trim().is_empty() { Some(before) } else { self.draft.seats };
        let Some(typed) = typed else { return };
        let leaving = entered.attendees.iter().filter(|attendee| attendee.leaves).count();
        let leaving = i64::try_from(leaving).unwrap_or(i64::MAX);
        let seats = if typed == before { before.saturating_sub(leaving) } else { typed };
        let named = i64::try_from(self.draft.attendees.len()).unwrap_or(i64::MAX);
        if seats < 1 && leaving > 0 {
            self.faults.push(Fault::new(FieldName::Seats, "nobody_left"));
        } else if seats >= 1 && seats < named {
            self.faults.push(Fault::new(FieldName::Seats, "who_leaves"));
        }
        self.draft.seats = Some(seats);
    }

    fn nothing() -> Self {
        Self { draft: ApplicationDraft::default(), faults: Vec::new(), lines: Vec::new() }
    }

    /// What every form of the event asks for.
    fn lay_over(&mut self, entered: &Entered, event: &Event, earlier: &Answers) {
        let email = self.draft.applicant.email.take();
        self.draft.applicant = ApplicantDraft {
            name: entered.name.clone(),
            kana: optional(&entered.kana),
            email,
            phone: optional(&entered.phone),
        };
        if event.capacity_unit == CapacityUnit::Company {
            // A company's people are those that it lists; one where it lists nobody.
            self.list_attendees(entered);
        }
        if asks_for_seats(event) {
            self.draft.seats = self.number_of_seats(&entered.seats);
        }
        self.draft.answers = typed_answers::answers(event, entered, earlier);
    }

    /// Places that are left out do not count; a session is wished for once, which is said at the place that
    /// repeats it.
    fn rank_wishes(&mut self, entered: &Entered) {
        let mut seen = vec![entered.session.as_str()];
        for (index, wish) in entered.wishes.iter().enumerate().filter(|(_, wish)| !wish.is_empty())
        {
            if seen.contains(&wish.as_str()) {
                self.faults.push(Fault::new(FieldName::Wish(index + 2), "same_wish"));
            }
            seen.push(wish);
            self.draft.wishes.push(wish.clone());
        }
    }

    fn list_attendees(&mut self, entered: &Entered) {
        let comes = |attendee: &EnteredAttendee| !attendee.is_empty() && !attendee.leaves;
        let listed = entered.attendees.iter().enumerate().filter(|(_, attendee)| comes(attendee));
        let (lines, drafts) =
            listed.map(|(line, attendee)| (line, attendee_draft(attendee))).unzip();
        (self.lines, self.draft.attendees) = (lines, drafts);
    }

    /// One where nothing is typed: that is how the form stands at first.
    fn number_of_seats(&mut self, typed: &str) -> Option<i64> {
        let plain: String = typed.nfkc().collect();
        let plain = plain.trim().trim_end_matches(['名', '人']).trim();
        if plain.is_empty() {
            return None;
        }
        let number = plain.parse().ok();
        if number.is_none() {
            self.faults.push(Fault::new(FieldName::Seats, "not_a_number"));
        }
        number
    }

    /// All that is wrong: what the form has found, then what the domain has.
    pub fn faults_with(&self, found: &[FieldFault]) -> Vec<Fault> {
        self.faults.iter().cloned().chain(found.iter().map(|fault| self.at_field(fault))).collect()
    }

    fn at_field(&self, fault: &FieldFault) -> Fault {
        let mut shown = Fault::at_pointer(&fault.pointer, fault.code, fault.limit);
        let line = |index: usize| self.lines.get(index).copied().unwrap_or(index);
        shown.field = match shown.field {
            FieldName::AttendeeName(index) => FieldName::AttendeeName(line(index)),
            FieldName::AttendeeKana(index) => FieldName::AttendeeKana(line(index)),
            FieldName::AttendeeEmail(index) => FieldName::AttendeeEmail(line(index)),
            other => other,
        };
        shown
    }
}

/// Whether the form asks how many persons come.
fn asks_for_seats(event: &Event) -> bool {
    event.people_per_application > 1
}

fn optional(typed: &str) -> Option<String> {
    (!typed.trim().is_empty()).then(|| typed.to_owned())
}

fn attendee_draft(typed: &EnteredAttendee) -> AttendeeDraft {
    AttendeeDraft {
        name: typed.name.clone(),
        kana: optional(&typed.kana),
        email: optional(&typed.email),
    }
}

/// A registration as if it had just been typed.
pub fn of_registration(registration: &Registration, event: &Event, language: Language) -> Entered {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let attendees = registration.draft().attendees.into_iter().map(|attendee| EnteredAttendee {
        name: attendee.name,
        kana: attendee.kana.unwrap_or_default(),
        email: attendee.email.unwrap_or_default(),
        leaves: false,
    });
    Entered {
        session: registration.session.to_string(),
        wishes: Vec::new(),
        company: text(&registration.company_name),
        corporate_number: text(&registration.corporate_number),
        name: registration.applicant_name.clone(),
        kana: text(&registration.applicant_kana),
        email: text(&registration.applicant_email),
        phone: text(&registration.applicant_phone),
        seats: registration.seats.to_string(),
        attendees: attendees.collect(),
        answers: typed_answers::typed(&registration.answers, event, language),
        consent: true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;
    use crate::domain::application::{Application, Sender};

    fn entered(pairs: &[(&str, &str)]) -> Entered {
        Entered::from_pairs(pairs.iter().copied())
    }

    fn faults_of(entered: &Entered, event: &Event) -> Vec<(String, String)> {
        let typed = Typed::application(entered, event, Language::Ja);
        let found = Application::parse(&typed.draft, event, Sender::WebForm, samples::now()).err();
        let faults = typed.faults_with(&found.unwrap_or_default());
        faults.into_iter().map(|fault| (fault.field.to_string(), fault.code)).collect()
    }

    const RIGHT: [(&str, &str); 4] =
        [("name", "山田 太郎"), ("email", "taro@example.jp"), ("kana", " "), ("consent", "true")];

    #[test]
    fn what_was_typed_becomes_a_draft() {
        let mut event = samples::event(CapacityUnit::Person);
        event.people_per_application = 3;
        let typed = [
            ("seats", "２名"),
            ("answer-needs", "車いす"),
            ("answer-themes", "a"),
            ("answer-themes", "b"),
        ];
        let entered = entered(&[&RIGHT[..], &typed].concat());
        let draft = Typed::application(&entered, &event, Language::En).draft;
        assert_eq!(
            (draft.applicant.name.as_str(), draft.applicant.kana.as_deref()),
            ("山田 太郎", None)
        );
        assert_eq!(
            (draft.seats, draft.language.as_deref(), draft.consent),
            (Some(2), Some("en"), true)
        );
        assert_eq!(draft.answers["needs"], json!("車いす"));
        assert_eq!(draft.answers["themes"], json!(["a", "b"]));
        assert!(draft.company.is_none() && draft.source.is_none() && draft.note.is_none());
        assert!(faults_of(&entered, &event).is_empty());
    }

    #[test]
    fn wishes_keep_their_order_and_a_session_is_wished_for_once() {
        let event = samples::event(CapacityUnit::Person);
        let ranked = |more: &[(&str, &str)]| {
            Typed::application(&entered(&[&RIGHT[..], more].concat()), &event, Language::Ja)
        };
        let left_out = ranked(&[("session", "a"), ("wish-2", ""), ("wish-3", "b")]);
        assert_eq!((left_out.draft.wishes, left_out.faults.len()), (vec!["b".to_owned()], 0));
        let twice = ranked(&[("session", "a"), ("wish-2", "b"), ("wish-3", "a")]);
        assert_eq!(twice.faults, [Fault::new(FieldName::Wish(3), "same_wish")]);
    }

    #[test]
    fn answers_to_questions_that_are_not_asked_are_left_out() {
        let event = samples::event(CapacityUnit::Person);
        let typed =
            [("answer-gone", "x"), ("attendee-1-name", "x"), ("company", "x"), ("seats", "9")];
        assert!(faults_of(&entered(&[&RIGHT[..], &typed].concat()), &event).is_empty());
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let mut event = samples::event(CapacityUnit::Person);
        event.people_per_application = 3;
        let wrong = entered(&[("email", "taro"), ("seats", "二"), ("phone", "1")]);
        let faults = faults_of(&wrong, &event);
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["seats", "name", "email", "phone", "consent"]);
        let many = faults_of(&entered(&[&RIGHT[..], &[("seats", "4")]].concat()), &event);
        assert_eq!(many, [("seats".to_owned(), "out_of_range".to_owned())]);
    }

    #[test]
    fn empty_lines_are_no_attendees_and_faults_stay_at_their_lines() {
        let mut event = samples::event(CapacityUnit::Company);
        event.people_per_application = 5;
        let typed = [
            ("company", "株式会社例示"),
            ("attendee-1-name", "　"),
            ("attendee-2-name", "山田 太郎"),
            ("attendee-4-kana", "漢字"),
            ("attendee-4-email", "x"),
        ];
        let entered = entered(&[&RIGHT[..], &typed].concat());
        let draft = Typed::application(&entered, &event, Language::Ja).draft;
        assert_eq!((draft.attendees.len(), draft.seats), (2, None));
        let faults = faults_of(&entered, &event);
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["attendee-4-name", "attendee-4-kana", "attendee-4-email"]);
    }

    #[test]
    fn a_registration_can_be_typed_again() {
        let registration = samples::registration();
        let event = samples::event(CapacityUnit::Person);
        let entered = of_registration(&registration, &event, Language::Ja);
        let again = Typed::change(&entered, &event, &registration).draft;
        let before = registration.draft();
        assert_eq!(serde_json::to_value(again).unwrap(), serde_json::to_value(before).unwrap());
    }
}
