//! What a list of attendees is narrowed to and sorted by, as it stands in an address.

use chrono::{NaiveDate, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::application::Source;
use crate::domain::event::Programme;
use crate::domain::fault::Faults;
use crate::domain::ids::SessionId;
use crate::domain::question::{Question, QuestionKind};
use crate::store::registration_list::{Filter, Narrow};
use crate::store::types::Time;
use crate::usecases::Failure;
use crate::usecases::list_registrations::{parse_search, parse_states};

/// What is looked for, as typed. Empty narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeQuery {
    pub state: String,
    pub q: String,
    pub session: String,
    pub source: String,
    /// A question's key and a choice of it, with a colon between.
    pub answer: String,
    /// `yes`: only those to whom a mail has come back.
    pub bounced: String,
    /// `yes`: only those about whom staff have written something.
    pub noted: String,
    /// `yes`: only those who were there at a meeting.
    pub checked_in: String,
    /// Days in the event's time zone, `2026-10-15`.
    pub received_from: String,
    pub received_to: String,
    /// `name` or `company`; by arrival where empty.
    pub sort: String,
}

impl AttendeeQuery {
    /// Names of the parameters, in the order of the values that its address names.
    pub const NAMES: [&'static str; 11] = [
        "state",
        "q",
        "session",
        "source",
        "answer",
        "bounced",
        "noted",
        "checked_in",
        "received_from",
        "received_to",
        "sort",
    ];

    /// Takes each parameter by its name.
    pub fn read(mut value: impl FnMut(&str) -> Option<String>) -> Self {
        let mut query = Self::default();
        for (name, field) in Self::NAMES.iter().zip(query.fields()) {
            *field = value(name).unwrap_or_default();
        }
        query
    }

    fn fields(&mut self) -> [&mut String; 11] {
        [
            &mut self.state,
            &mut self.q,
            &mut self.session,
            &mut self.source,
            &mut self.answer,
            &mut self.bounced,
            &mut self.noted,
            &mut self.checked_in,
            &mut self.received_from,
            &mut self.received_to,
            &mut self.sort,
        ]
    }

    /// Names with values, for an address or for hidden fields.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut copy = self.clone();
        let values = copy.fields().map(|value| value.clone());
        Self::NAMES.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The same for any state, session and order: what a list is narrowed to beside them.
    #[must_use]
    pub fn of_anybody(self) -> Self {
        Self { state: String::new(), session: String::new(), sort: String::new(), ..self }
    }

    /// Whether it is narrowed by more than state and search.
    pub fn is_narrowed(&self) -> bool {
        let Self {
            session,
            source,
            answer,
            bounced,
            noted,
            checked_in,
            received_from,
            received_to,
            ..
        } = self;
        [session, source, answer, bounced, noted, checked_in, received_from, received_to]
            .iter()
            .any(|value| !value.is_empty())
    }
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    Arrival,
    Name,
    Company,
}

/// A query that was understood.
#[derive(Clone, Debug)]
pub struct Selection {
    pub sessions: Vec<SessionId>,
    pub filter: Filter,
    pub sort: Sort,
    pub bounced: bool,
    pub noted: bool,
    pub checked_in: bool,
}

/// Understands what is looked for among an event's registrations, or those of one of its sessions.
///
/// # Errors
/// [`Failure::Invalid`] with each parameter that means nothing.
pub fn understand(
    programme: &Programme,
    only: Option<SessionId>,
    query: &AttendeeQuery,
    may_read_restricted: bool,
) -> Result<Selection, Failure> {
    let mut faults = Faults::default();
    let states = parse_states(Some(&query.state), &mut faults);
    let words = parse_search(Some(&query.q), &mut faults);
    let mut sessions: Vec<SessionId> = match only {
        Some(session) => vec![session],
        None => programme.sessions.iter().map(|session| session.id).collect(),
    };
    if !query.session.is_empty() {
        let wanted: Option<SessionId> = query.session.parse().ok();
        sessions.retain(|session| Some(*session) == wanted);
        if sessions.is_empty() {
            faults.add("/session", "unknown_choice");
        }
    }
    let sort = match query.sort.as_str() {
        "" | "arrival" => Sort::Arrival,
        "name" => Sort::Name,
        "company" => Sort::Company,
        _ => {
            faults.add("/sort", "unknown_choice");
            Sort::Arrival
        }
    };
    let narrow = Narrow {
        source: source(&query.source, &mut faults),
        received_from: day(programme, &query.received_from, 0, "/received_from", &mut faults),
        received_before: day(programme, &query.received_to, 1, "/received_to", &mut faults),
        answers: answers(programme, &query.answer, may_read_restricted, &mut faults),
        among: None,
        came_to: None,
    };
    let yes = |value: &str, pointer: &str, faults: &mut Faults| {
        if !matches!(value, "" | "yes") {
            faults.add(pointer, "unknown_choice");
        }
        value == "yes"
    };
    let bounced = yes(&query.bounced, "/bounced", &mut faults);
    let noted = yes(&query.noted, "/noted", &mut faults);
    let checked_in = yes(&query.checked_in, "/checked_in", &mut faults);
    let filter = Filter { states, words, updated_since: None, narrow };
    let selection = Selection { sessions, filter, sort, bounced, noted, checked_in };
    faults.into_result(Some(selection)).map_err(Failure::Invalid)
}

fn source(typed: &str, faults: &mut Faults) -> Option<String> {
    if typed.is_empty() {
        return None;
    }
    let source = Source::parse(typed);
    if source.is_none() {
        faults.add("/source", "unknown_choice");
    }
    source.map(|source| source.as_str().to_owned())
}

/// The beginning of a day, or of the one so many days later.
fn day(
    programme: &Programme,
    typed: &str,
    later: u64,
    pointer: &str,
    faults: &mut Faults,
) -> Option<Time> {
    if typed.is_empty() {
        return None;
    }
    let begin = typed.parse::<NaiveDate>().ok().and_then(|day| {
        let day = day.checked_add_days(chrono::Days::new(later))?.and_hms_opt(0, 0, 0)?;
        programme.event.time_zone.from_local_datetime(&day).earliest()
    });
    if begin.is_none() {
        faults.add(pointer, "not_a_date");
    }
    begin.map(|begin| Time(begin.with_timezone(&Utc)))
}

/// Questions that a list can be narrowed by.
pub fn questions_to_choose(
    programme: &Programme,
    may_read_restricted: bool,
) -> impl Iterator<Item = &Question> {
    programme.event.questions.iter().filter(move |question| {
        let is_choice = matches!(
            question.kind,
            QuestionKind::Choice | QuestionKind::Choices | QuestionKind::YesNo
        );
        is_choice && (may_read_restricted || !question.is_restricted())
    })
}

/// Patterns of stored answers that have this choice.
fn answers(
    programme: &Programme,
    typed: &str,
    may_read_restricted: bool,
    faults: &mut Faults,
) -> Vec<String> {
    if typed.is_empty() {
        return Vec::new();
    }
    let found = typed.split_once(':').and_then(|(key, value)| {
        let question = questions_to_choose(programme, may_read_restricted)
            .find(|question| question.key == key)?;
        patterns(question, value)
    });
    found.unwrap_or_else(|| {
        faults.add("/answer", "unknown_choice");
        Vec::new()
    })
}

fn patterns(question: &Question, value: &str) -> Option<Vec<String>> {
    let json = |text: &str| serde_json::to_string(text).ok().map(|json| escaped(&json));
    let key = json(&question.key)?;
    match question.kind {
        QuestionKind::YesNo => {
            matches!(value, "true" | "false").then(|| vec![format!("%{key}:{value}%")])
        }
        _ if !question.choices.iter().any(|choice| choice.value == value) => None,
        QuestionKind::Choices => {
            let value = json(value)?;
            Some(vec![format!("%{key}:[{value}%"), format!("%{key}:[%,{value}%")])
        }
        _ => Some(vec![format!("%{key}:{}%", json(value)?)]),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
