//! The application form of an event, for the sessions that one can choose now.

use std::collections::BTreeMap;

use crate::domain::application_rules::FormLayout;
use crate::domain::event::{self, Availability, CapacityUnit};
use crate::domain::ids::SessionId;
use crate::domain::question::{self, QuestionKind};
use crate::domain::values::language::Language;
use crate::http::pages::form::{self, ApplicationForm};
use crate::http::pages::questions::FileRules;

use super::hurdles;
use super::programme_views::{Shown, unit};

/// Which sessions a form offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// One that was chosen before.
    Only(SessionId),
    /// All that one can apply for, and the one that was chosen, if any: it may be in its grace period.
    All(Option<SessionId>),
}

/// The form with this token.
pub fn form(shown: Shown<'_>, offer: Offer, token: &str) -> ApplicationForm {
    let event = &shown.programme.event;
    ApplicationForm {
        slug: event.slug.as_str().to_owned(),
        event_title: shown.title(),
        sessions: offered(shown, offer).map(|session| shown.session(session)).collect(),
        unit: unit(event.capacity_unit),
        people_per_application: event.people_per_application,
        wishes: event.application_rules.wishes,
        in_steps: is_in_steps(shown.programme),
        questions: event.questions.iter().map(|asked| question(asked, shown.language)).collect(),
        choices_left: BTreeMap::new(),
        files: BTreeMap::new(),
        organizer: shown.programme.organization_name.clone(),
        purpose: Vec::new(),
        contact: shown.contact(),
        token: token.to_owned(),
        proof: event.application_rules.proof_of_work.then(hurdles::proof_asked),
    }
}

/// How many fields fit on one page.
const FIELDS_ON_ONE_PAGE: usize = 7;

/// Whether the form is asked in steps. It depends on the event alone, not on what can be applied for just now.
pub fn is_in_steps(programme: &event::Programme) -> bool {
    let event = &programme.event;
    match event.application_rules.form_layout {
        FormLayout::OnePage => false,
        FormLayout::Steps => true,
        FormLayout::Fitting => fields(programme) > FIELDS_ON_ONE_PAGE,
    }
}

/// Fields that the form asks for, without the consent.
fn fields(programme: &event::Programme) -> usize {
    let event = &programme.event;
    let wishes = usize::try_from(event.application_rules.wishes).unwrap_or(1).max(1);
    let sessions = if programme.sessions.len() > 1 { wishes } else { 0 };
    // Name, reading, address, telephone; then the number of persons, or the company with its first attendee.
    let people = match event.capacity_unit {
        CapacityUnit::Person => 4 + usize::from(event.people_per_application > 1),
        CapacityUnit::Company => 4 + 2 + 3,
    };
    sessions + people + event.questions.len()
}

fn offered(shown: Shown<'_>, offer: Offer) -> impl Iterator<Item = &event::Session> {
    shown.programme.sessions.iter().filter(move |session| match offer {
        Offer::Only(id) => session.id == id,
        Offer::All(chosen) => chosen == Some(session.id) || is_live(shown, session),
    })
}

/// Whether an application to this session would be accepted or wait.
pub fn is_live(shown: Shown<'_>, session: &event::Session) -> bool {
    let availability = shown.programme.availability(session, shown.now);
    matches!(availability, Availability::Open | Availability::Waitlist)
}

fn question(asked: &question::Question, language: Language) -> form::Question {
    let choice =
        |choice: &question::Choice| (choice.value.clone(), choice.label.get(language).to_owned());
    form::Question {
        key: asked.key.clone(),
        kind: asked.kind,
        label: asked.label.get(language).to_owned(),
        hint: asked.hint.as_ref().map_or("", |hint| hint.get(language)).to_owned(),
        required: asked.required,
        choices: asked.choices.iter().map(choice).collect(),
        limits: limits(asked),
        shown_if: asked.shown_if.clone().map(|condition| (condition.question, condition.values)),
        files: (asked.kind == QuestionKind::File).then(|| file_rules(asked)),
    }
}

fn limits(asked: &question::Question) -> (Option<i64>, Option<i64>) {
    match asked.kind {
        QuestionKind::Number => (asked.min, asked.max),
        _ => (asked.at_least.map(i64::from), asked.at_most.map(i64::from)),
    }
}

fn file_rules(asked: &question::Question) -> FileRules {
    let types = asked.accepted_types();
    let endings = types.iter().flat_map(|accepted| accepted.endings());
    let media_types = types.iter().map(|accepted| accepted.media_type().to_owned());
    FileRules {
        types: types.iter().map(|accepted| accepted.name().to_owned()).collect(),
        accept: endings
            .map(|ending| format!(".{ending}"))
            .chain(media_types)
            .collect::<Vec<_>>()
            .join(","),
        bytes_max: i64::from(asked.bytes_max()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::domain::event::SessionStatus;

    #[test]
    fn a_long_form_comes_in_steps_unless_the_organizer_says_otherwise() {
        let mut programme = samples::programme(CapacityUnit::Person);
        assert!(!is_in_steps(&programme));
        programme.event.application_rules.wishes = 3;
        assert!(is_in_steps(&programme));
        programme.event.application_rules.form_layout = FormLayout::OnePage;
        assert!(!is_in_steps(&programme));
        assert!(is_in_steps(&samples::programme(CapacityUnit::Company)));
    }

    #[test]
    fn a_form_offers_what_one_can_apply_for_and_what_was_chosen() {
        let mut programme = samples::programme(CapacityUnit::Person);
        let ids: Vec<SessionId> = programme.sessions.iter().map(|session| session.id).collect();
        programme.sessions[1].settings.status = SessionStatus::Closed;
        let shown = Shown { programme: &programme, language: Language::Ja, now: samples::now() };
        let offers = |offer| {
            let sessions = form(shown, offer, "t").sessions;
            sessions.into_iter().map(|session| session.id).collect::<Vec<_>>()
        };
        assert_eq!(offers(Offer::All(None)), [ids[0].to_string()]);
        assert_eq!(offers(Offer::All(Some(ids[1]))), [ids[0].to_string(), ids[1].to_string()]);
        assert_eq!(offers(Offer::Only(ids[1])), [ids[1].to_string()]);
    }
}
