//! Somebody comes in, goes out of the list again, or comes with another number of people.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::place::Place;
use crate::app::App;
use crate::clock;
use crate::domain::check_in::{Comer, Here, Means, Outcome, persons_of};
use crate::domain::ids::RegistrationId;
use crate::domain::seats::Actor;
use crate::store::audit::{self, AuditRow};
use crate::store::check_ins::{self, CheckInRow};
use crate::store::programmes::{count, stored};
use crate::store::registrations;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError};
use crate::usecases::{Failure, Registration};

/// Characters of a device's name that are kept.
const DEVICE_MAX: usize = 40;

/// Somebody stands at the door.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Made by the device: the same message twice is one check-in.
    pub id: Option<Uuid>,
    pub registration: RegistrationId,
    /// How many of a party; all where absent.
    pub persons: Option<u32>,
    pub means: Means,
    /// What the device calls itself.
    pub device: Option<String>,
    /// When they came, where that is not now.
    pub at: Option<DateTime<Utc>>,
    /// Whether the staff know that the meeting is not today.
    pub on_any_day: bool,
}

/// What is said of them.
#[derive(Clone)]
pub struct Told {
    pub outcome: Outcome,
    /// Who it is; nothing where nobody is known.
    pub registration: Option<Registration>,
    /// By which they are in, or were.
    pub check_in: Option<CheckInRow>,
    /// The same message had come before.
    pub is_repeat: bool,
}

impl Told {
    /// Nobody is known.
    pub fn unknown() -> Self {
        Self { outcome: Outcome::Unknown, registration: None, check_in: None, is_repeat: false }
    }
}

/// Lets somebody in, where they may come in. What the staff are told is decided in the same transaction.
///
/// # Errors
/// [`Failure::Conflict`] `check_in_id_used` for a device's id that stands for somebody else; those of the database.
pub async fn arrive(
    app: &App,
    actor: &Actor,
    place: &Place,
    arrival: Arrival,
) -> Result<Told, Failure> {
    let now = app.clock.now();
    let (actor, place) = (actor.clone(), place.clone());
    app.write(move |conn| let_in(conn, &actor, &place, &arrival, now)).await
}

/// What would be said of somebody; nothing is recorded.
///
/// # Errors
/// Those of the database.
pub async fn look(
    app: &App,
    place: &Place,
    registration: RegistrationId,
    on_any_day: bool,
) -> Result<Told, Failure> {
    let now = app.clock.now();
    let place = place.clone();
    app.read(move |conn| {
        let (told, _) = standing(conn, &place, registration, now, on_any_day)?;
        Ok(told)
    })
    .await
}

/// What is known of a registration at this door.
fn standing(
    conn: &mut Conn,
    place: &Place,
    id: RegistrationId,
    at: DateTime<Utc>,
    on_any_day: bool,
) -> Result<(Told, Option<Comer>), Failure> {
    let found = registrations::by_id(conn, id)?;
    let own = found.filter(|row| row.organization_id.0 == place.organization().0);
    let Some(row) = own else { return Ok((Told::unknown(), None)) };
    let registration = Registration::of(row, None)?;
    let check_in = check_ins::active(conn, place.meeting.id, registration.id)?;
    let comer = Comer {
        event: registration.event,
        session: registration.session,
        state: registration.state,
        here: check_in.as_ref().map(here_of),
    };
    let outcome = place.door.outcome(Some(comer), at, on_any_day);
    let told = Told { outcome, registration: Some(registration), check_in, is_repeat: false };
    Ok((told, Some(comer)))
}

/// When and with how many a check-in was.
pub fn here_of(row: &CheckInRow) -> Here {
    Here { at: row.at.0, persons: count(row.persons) }
}

fn let_in(
    conn: &mut Conn,
    actor: &Actor,
    place: &Place,
    arrival: &Arrival,
    now: DateTime<Utc>,
) -> Result<Told, Failure> {
    // A telephone whose clock is ahead does not make anybody come tomorrow.
    let at = arrival.at.map_or(now, |at| at.min(now));
    let (mut told, _) = standing(conn, place, arrival.registration, at, arrival.on_any_day)?;
    let Some(registration) = &told.registration else { return Ok(told) };
    if let Some(id) = arrival.id
        && let Some(known) = check_ins::by_id(conn, place.organization(), Id(id))?
    {
        return repeated(told, known, place);
    }
    if told.outcome != Outcome::Welcome {
        return Ok(told);
    }
    let row = row_of(actor, place, arrival, registration, (at, now));
    if check_ins::insert(conn, &row)? {
        let line = line(place, actor, "checked_in", &row, now);
        audit::insert(conn, &[line])?;
        told.check_in = Some(row);
        return Ok(told);
    }
    // Another device was first in the same moment.
    let (told, _) = standing(conn, place, arrival.registration, at, arrival.on_any_day)?;
    Ok(told)
}

/// The same message once more: the same answer.
fn repeated(told: Told, known: CheckInRow, place: &Place) -> Result<Told, Failure> {
    let is_same = told
        .registration
        .as_ref()
        .is_some_and(|registration| registration.id.0 == known.registration_id.0)
        && known.meeting_id.0 == place.meeting.id.0;
    if !is_same {
        return Err(Failure::Conflict("check_in_id_used"));
    }
    Ok(Told { outcome: Outcome::Welcome, check_in: Some(known), is_repeat: true, ..told })
}

fn row_of(
    actor: &Actor,
    place: &Place,
    arrival: &Arrival,
    registration: &Registration,
    (at, now): (DateTime<Utc>, DateTime<Utc>),
) -> CheckInRow {
    let device = arrival.device.as_deref().map(str::trim).filter(|device| !device.is_empty());
    CheckInRow {
        id: Id(arrival.id.unwrap_or_else(|| clock::uuid_v7(now))),
        organization_id: Id(place.organization().0),
        event_id: Id(place.programme.event.id.0),
        session_id: Id(place.session.0),
        meeting_id: Id(place.meeting.id.0),
        registration_id: Id(registration.id.0),
        persons: stored(persons_of(arrival.persons, registration.seats)),
        means: arrival.means.as_str().to_owned(),
        device: device.map(|device| device.chars().take(DEVICE_MAX).collect()),
        actor: actor.to_string(),
        at: Time(at),
        recorded_at: Time(now),
        updated_at: Time(now),
        undone_at: None,
        undone_by: None,
    }
}

/// What became of taking a check-in back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It is taken back now.
    Undone(Box<CheckInRow>),
    /// They were not there, or by another check-in than the one that was named.
    WasNotHere,
}

/// Takes a check-in back: the one with this id, or whichever a registration is there by.
///
/// # Errors
/// [`Failure::NotFound`] for a registration that is not this organization's; those of the database.
pub async fn undo(
    app: &App,
    actor: &Actor,
    place: &Place,
    registration: RegistrationId,
    id: Option<Uuid>,
) -> Result<Undone, Failure> {
    let now = app.clock.now();
    let (actor, place) = (actor.clone(), place.clone());
    app.write(move |conn| {
        let Some(row) = own_check_in(conn, &place, registration)? else {
            return Ok(Undone::WasNotHere);
        };
        let is_meant = id.is_none_or(|id| row.id.0 == id);
        if !is_meant || !check_ins::undo(conn, row.id, &actor.to_string(), Time(now))? {
            return Ok(Undone::WasNotHere);
        }
        audit::insert(conn, &[line(&place, &actor, "check_in_undone", &row, now)])?;
        Ok(Undone::Undone(Box::new(row)))
    })
    .await
}

/// Sets how many of a party are there.
///
/// # Errors
/// [`Failure::Conflict`] `not_here`; those of [`undo`].
pub async fn set_persons(
    app: &App,
    actor: &Actor,
    place: &Place,
    registration: RegistrationId,
    persons: u32,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let (actor, place) = (actor.clone(), place.clone());
    app.write(move |conn| {
        let row = own_check_in(conn, &place, registration)?.ok_or(Failure::Conflict("not_here"))?;
        let party = registrations::by_id(conn, registration)?.ok_or(Failure::NotFound)?;
        let persons = stored(persons_of(Some(persons), count(party.seats)));
        if persons == row.persons {
            return Ok(());
        }
        if !check_ins::set_persons(conn, row.id, persons, Time(now))? {
            return Err(Failure::Conflict("not_here"));
        }
        let changed = CheckInRow { persons, ..row };
        audit::insert(conn, &[line(&place, &actor, "check_in_changed", &changed, now)])?;
        Ok(())
    })
    .await
}

fn own_check_in(
    conn: &mut Conn,
    place: &Place,
    registration: RegistrationId,
) -> Result<Option<CheckInRow>, Failure> {
    let found = check_ins::active(conn, place.meeting.id, registration)?;
    Ok(found.filter(|row| row.organization_id.0 == place.organization().0))
}

/// A line of the audit trail; about the registration, with ids alone.
fn line(
    place: &Place,
    actor: &Actor,
    action: &str,
    row: &CheckInRow,
    now: DateTime<Utc>,
) -> AuditRow {
    let details = json!({
        "check_in": row.id.0, "meeting": row.meeting_id.0, "persons": row.persons, "means": row.means,
    });
    AuditRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: Id(place.organization().0),
        at: Time(now),
        actor: actor.to_string(),
        action: action.to_owned(),
        subject_kind: "registration".to_owned(),
        subject_id: row.registration_id,
        details: JsonText(details.to_string()),
    }
}

/// What was ever said of a registration's attendance, oldest first, for its history.
///
/// # Errors
/// Those of the database.
pub async fn history(app: &App, id: RegistrationId) -> Result<Vec<CheckInRow>, StoreError> {
    app.read(move |conn: &mut Conn| check_ins::of_registration(conn, id)).await
}
