//! What is said of somebody who has come, made for its page.

use super::super::visit::Visit;
use crate::domain::check_in::Outcome;
use crate::domain::civil;
use crate::domain::event::{Meeting, Programme, Session};
use crate::domain::ids::SessionId;
use crate::http::pages::console::door::result::{DoorCount, DoorPerson, DoorResult, Sign};
use crate::store::check_ins::Attendance;
use crate::store::programmes::count;
use crate::usecases::Registration;
use crate::usecases::check_in::{Place, Told};

/// Whether somebody has just come in, or was looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Now,
    Later,
}

/// The result of an arrival.
pub fn of(visit: &Visit, place: &Place, told: &Told, moment: Moment) -> DoorResult {
    let has_just_come = moment == Moment::Now && matches!(told.outcome, Outcome::AlreadyHere(_));
    let sign = if has_just_come { Sign::Welcome } else { sign_of(told.outcome) };
    let here = told.check_in.as_ref().filter(|row| row.undone_at.is_none());
    let zone = place.programme.event.time_zone;
    let person = told.registration.as_ref().map(|registration| DoorPerson {
        persons: here.map(|row| count(row.persons)),
        at: here.map(|row| civil::time(visit.value_language(), row.at.0, zone)),
        ..person(registration)
    });
    DoorResult { sign, person, elsewhere: elsewhere(visit, place, told.outcome) }
}

/// A registration as the door shows it.
pub fn person(registration: &Registration) -> DoorPerson {
    DoorPerson {
        registration: registration.id.to_string(),
        number: registration.reception_number.clone(),
        name: registration.applicant_name.clone(),
        kana: registration.applicant_kana.clone().unwrap_or_default(),
        company: registration.company_name.clone().unwrap_or_default(),
        seats: registration.seats,
        persons: None,
        at: None,
    }
}

/// The sign for what was decided.
pub fn sign_of(outcome: Outcome) -> Sign {
    match outcome {
        Outcome::Welcome => Sign::Welcome,
        Outcome::AlreadyHere(_) => Sign::Already,
        Outcome::WrongSession(_) => Sign::WrongSession,
        Outcome::OtherEvent(_) => Sign::OtherEvent,
        Outcome::Withdrawn => Sign::Withdrawn,
        Outcome::Waiting => Sign::Waiting,
        Outcome::NotAccepted => Sign::NotAccepted,
        Outcome::WrongDay => Sign::WrongDay,
        Outcome::Cancelled => Sign::Cancelled,
        Outcome::Unknown => Sign::Unknown,
    }
}

/// Where they belong, in words.
fn elsewhere(visit: &Visit, place: &Place, outcome: Outcome) -> String {
    match outcome {
        Outcome::WrongSession(session) => session_words(visit, &place.programme, session),
        _ => String::new(),
    }
}

/// A session by its name with when it is.
pub fn session_words(visit: &Visit, programme: &Programme, session: SessionId) -> String {
    let Some(session) = programme.session(session) else { return String::new() };
    let name = session.name.get(visit.value_language());
    let when = session.meetings.iter().map(|meeting| when(visit, programme, meeting));
    let when = when.collect::<Vec<_>>().join(" / ");
    if name.is_empty() { when } else { format!("{name} {when}") }
}

/// When a meeting is, where it is.
pub fn when(visit: &Visit, programme: &Programme, meeting: &Meeting) -> String {
    let zone = programme.event.time_zone;
    civil::range(visit.value_language(), meeting.starts_at, meeting.ends_at, zone)
}

/// What a session is called: its own name, or the event's.
pub fn name_of(visit: &Visit, programme: &Programme, session: &Session) -> String {
    let language = visit.value_language();
    let name = session.name.get(language);
    if name.is_empty() { programme.event.title.get(language).to_owned() } else { name.to_owned() }
}

/// How many are there.
pub fn counted(attendance: Attendance) -> DoorCount {
    DoorCount {
        here: attendance.here,
        expected: attendance.expected,
        here_persons: attendance.here_persons,
        expected_persons: attendance.expected_persons,
    }
}
