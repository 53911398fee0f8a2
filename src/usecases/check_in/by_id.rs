//! Attendance by a registration's id, as programs say it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::arrival::{self, Arrival, Told, Undone};
use super::place::Place;
use crate::app::App;
use crate::domain::check_in::{Means, Outcome};
use crate::domain::event::parse_time;
use crate::domain::fault::Faults;
use crate::domain::ids::MeetingId;
use crate::store::check_ins::CheckInRow;
use crate::usecases::registration::{self, Placed};
use crate::usecases::{Failure, Permission, Principal};

/// What a program says of an arrival, as it says it.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Today's where there is one, or the only one, where absent.
    pub meeting: Option<String>,
    pub persons: Option<i64>,
    /// Made by the program: the same twice is one check-in.
    pub id: Option<String>,
    pub at: Option<String>,
    pub device: Option<String>,
    pub on_any_day: bool,
    /// Whether `persons` replaces the number of those who are there already.
    pub adjust: bool,
}

/// Somebody who is in.
pub struct In {
    pub placed: Placed,
    pub check_in: CheckInRow,
    /// They were in before.
    pub was_here: bool,
}

struct Understood {
    persons: Option<u32>,
    id: Option<Uuid>,
    at: Option<DateTime<Utc>>,
}

fn understand(said: &Said) -> Result<Understood, Failure> {
    let mut faults = Faults::default();
    let persons = said.persons.and_then(|persons| {
        let number = u32::try_from(persons).ok().filter(|number| *number > 0);
        number.or_else(|| {
            faults.add_limit("/persons", "out_of_range", 1);
            None
        })
    });
    let id = said
        .id
        .as_deref()
        .and_then(|text| Uuid::parse_str(text).map_err(|_| faults.add("/id", "not_a_uuid")).ok());
    let at = said
        .at
        .as_deref()
        .and_then(|text| parse_time(text).map_err(|code| faults.add("/at", code)).ok());
    faults.into_result(Some(Understood { persons, id, at })).map_err(Failure::Invalid)
}

/// Checks in.
///
/// # Errors
/// [`Failure::NotFound`] for a registration that is not theirs; [`Failure::Conflict`] with why not: `wrong_state`,
/// `wrong_session`, `wrong_day`, `cancelled`, `check_in_id_used`.
pub async fn check_in(
    app: &App,
    principal: &Principal,
    id: &str,
    said: Said,
) -> Result<In, Failure> {
    let (placed, place) = at_the_door(app, principal, id, said.meeting.as_deref()).await?;
    let Understood { persons, id, at } = understand(&said)?;
    let registration = placed.registration.id;
    let arrival = Arrival {
        id,
        registration,
        persons,
        means: Means::Api,
        device: said.device.clone(),
        at,
        on_any_day: said.on_any_day,
    };
    let mut told = arrival::arrive(app, &principal.actor, &place, arrival).await?;
    if let (true, Some(persons), Outcome::AlreadyHere(_)) = (said.adjust, persons, told.outcome) {
        arrival::set_persons(app, &principal.actor, &place, registration, persons).await?;
        told = arrival::look(app, &place, registration, true).await?;
    }
    is_in(placed, told)
}

fn is_in(placed: Placed, told: Told) -> Result<In, Failure> {
    let was_here = told.is_repeat || told.outcome != Outcome::Welcome;
    let code = match told.outcome {
        Outcome::Welcome | Outcome::AlreadyHere(_) => {
            let check_in = told.check_in.ok_or(Failure::Conflict("changed_meanwhile"))?;
            return Ok(In { placed, check_in, was_here });
        }
        Outcome::Withdrawn | Outcome::Waiting | Outcome::NotAccepted => "wrong_state",
        Outcome::WrongSession(_) | Outcome::OtherEvent(_) => "wrong_session",
        Outcome::WrongDay => "wrong_day",
        Outcome::Cancelled => "cancelled",
        Outcome::Unknown => return Err(Failure::NotFound),
    };
    Err(Failure::Conflict(code))
}

/// Takes a check-in back; nothing is wrong where there is none.
///
/// # Errors
/// As [`check_in`]; [`Failure::Conflict`] `not_here`.
pub async fn undo(
    app: &App,
    principal: &Principal,
    id: &str,
    said: &Said,
) -> Result<(Placed, CheckInRow), Failure> {
    let (placed, place) = at_the_door(app, principal, id, said.meeting.as_deref()).await?;
    let named = understand(said)?.id;
    let registration = placed.registration.id;
    match arrival::undo(app, &principal.actor, &place, registration, named).await? {
        Undone::Undone(row) => Ok((placed, *row)),
        Undone::WasNotHere => Err(Failure::Conflict("not_here")),
    }
}

/// The registration with the meeting that is meant.
async fn at_the_door(
    app: &App,
    principal: &Principal,
    id: &str,
    meeting: Option<&str>,
) -> Result<(Placed, Place), Failure> {
    let placed = registration::of_organization(app, principal.organization, id).await?;
    principal.must_in(placed.registration.event, Permission::CheckIn)?;
    let place = meant(&placed, meeting, app.clock.now())?;
    Ok((placed, place))
}

fn meant(placed: &Placed, meeting: Option<&str>, now: DateTime<Utc>) -> Result<Place, Failure> {
    let place = |id| Place::of(Arc::clone(&placed.programme), id);
    if let Some(text) = meeting {
        let id: MeetingId =
            text.parse().map_err(|_| Failure::invalid("/meeting", "unknown_choice"))?;
        let found = place(id).ok_or(Failure::invalid("/meeting", "unknown_choice"))?;
        let is_its = found.session == placed.registration.session;
        return if is_its { Ok(found) } else { Err(Failure::Conflict("wrong_session")) };
    }
    let session = placed.session().ok_or(Failure::NotFound)?;
    if let [only] = session.meetings.as_slice() {
        return place(only.id).ok_or(Failure::NotFound);
    }
    let mut all = session.meetings.iter().filter_map(|meeting| place(meeting.id));
    all.find(|it| it.door.is_today(now)).ok_or(Failure::invalid("/meeting", "required"))
}
