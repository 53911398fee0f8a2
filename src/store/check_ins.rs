//! Attendance: who was there, meeting by meeting.

use std::collections::HashMap;

use diesel::dsl::{count_star, exists, not, sum};
use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::registrations::RegistrationRow;
use super::schema::{check_ins, meetings, registrations, self_check_in_faults, sessions};
use super::types::{Id, Time};
use crate::domain::ids::{MeetingId, OrganizationId, RegistrationId, SessionId};
use crate::domain::state::State;

/// Ids in one statement.
const CHUNK: usize = 500;

/// A registration was there at a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = check_ins, treat_none_as_default_value = false)]
pub struct CheckInRow {
    /// Made by the device that checked in.
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    pub session_id: Id,
    pub meeting_id: Id,
    pub registration_id: Id,
    /// How many of the party.
    pub persons: i32,
    /// How it was found out who came ([`crate::domain::check_in::Means`]).
    pub means: String,
    /// What the device calls itself.
    pub device: Option<String>,
    pub actor: String,
    /// When they stood at the door.
    pub at: Time,
    /// When the service heard of it.
    pub recorded_at: Time,
    pub updated_at: Time,
    pub undone_at: Option<Time>,
    pub undone_by: Option<String>,
}

/// Records a check-in. `false`: this one is known, or the registration is there already.
pub fn insert(conn: &mut Conn, row: &CheckInRow) -> Result<bool, StoreError> {
    let inserted = each!(conn, c => diesel::insert_into(check_ins::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// A check-in by the id that its device gave it.
pub fn by_id(
    conn: &mut Conn,
    organization: OrganizationId,
    id: Id,
) -> Result<Option<CheckInRow>, StoreError> {
    Ok(check_ins::table
        .filter(check_ins::id.eq(id))
        .filter(check_ins::organization_id.eq(Id(organization.0)))
        .select(CheckInRow::as_select())
        .first(conn)
        .optional()?)
}

/// Registrations of an event that were there at a meeting, each once.
pub fn registrations_of_event(conn: &mut Conn, event: Id) -> Result<Vec<Id>, StoreError> {
    Ok(check_ins::table
        .filter(check_ins::event_id.eq(event))
        .filter(check_ins::undone_at.is_null())
        .select(check_ins::registration_id)
        .distinct()
        .load(conn)?)
}

/// Those of these registrations, a few hundred at most, that were there at any meeting.
pub fn any_of(conn: &mut Conn, registrations: &[Id]) -> Result<Vec<Id>, StoreError> {
    Ok(check_ins::table
        .filter(check_ins::registration_id.eq_any(registrations))
        .filter(check_ins::undone_at.is_null())
        .select(check_ins::registration_id)
        .distinct()
        .load(conn)?)
}

/// The check-in by which a registration is there at a meeting.
pub fn active(
    conn: &mut Conn,
    meeting: MeetingId,
    registration: RegistrationId,
) -> Result<Option<CheckInRow>, StoreError> {
    Ok(check_ins::table
        .filter(check_ins::meeting_id.eq(Id(meeting.0)))
        .filter(check_ins::registration_id.eq(Id(registration.0)))
        .filter(check_ins::undone_at.is_null())
        .select(CheckInRow::as_select())
        .first(conn)
        .optional()?)
}

/// Those of these registrations that are there at a meeting.
pub fn active_of(
    conn: &mut Conn,
    meeting: MeetingId,
    registrations: &[Id],
) -> Result<HashMap<RegistrationId, CheckInRow>, StoreError> {
    let mut found = HashMap::new();
    for ids in registrations.chunks(CHUNK) {
        let rows: Vec<CheckInRow> = check_ins::table
            .filter(check_ins::meeting_id.eq(Id(meeting.0)))
            .filter(check_ins::registration_id.eq_any(ids))
            .filter(check_ins::undone_at.is_null())
            .select(CheckInRow::as_select())
            .load(conn)?;
        found.extend(rows.into_iter().map(|row| (RegistrationId(row.registration_id.0), row)));
    }
    Ok(found)
}

/// Everything that was ever said of a registration's attendance, oldest first.
pub fn of_registration(
    conn: &mut Conn,
    registration: RegistrationId,
) -> Result<Vec<CheckInRow>, StoreError> {
    Ok(check_ins::table
        .filter(check_ins::registration_id.eq(Id(registration.0)))
        .order((check_ins::recorded_at, check_ins::id))
        .select(CheckInRow::as_select())
        .load(conn)?)
}

/// What was said of a meeting since a time, in its order; all of it where none is given.
pub fn changed_since(
    conn: &mut Conn,
    meeting: MeetingId,
    since: Option<Time>,
) -> Result<Vec<CheckInRow>, StoreError> {
    let mut query = check_ins::table
        .filter(check_ins::meeting_id.eq(Id(meeting.0)))
        .order((check_ins::updated_at, check_ins::id))
        .select(CheckInRow::as_select())
        .into_boxed();
    if let Some(since) = since {
        query = query.filter(check_ins::updated_at.ge(since));
    }
    Ok(query.load(conn)?)
}

/// Another number of a party is there. `false`: it is not there any more.
pub fn set_persons(conn: &mut Conn, id: Id, persons: i32, now: Time) -> Result<bool, StoreError> {
    let active =
        check_ins::table.filter(check_ins::id.eq(id)).filter(check_ins::undone_at.is_null());
    let changed = diesel::update(active)
        .set((check_ins::persons.eq(persons), check_ins::updated_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Takes a check-in back. `false`: it was taken back before.
pub fn undo(conn: &mut Conn, id: Id, by: &str, now: Time) -> Result<bool, StoreError> {
    let active =
        check_ins::table.filter(check_ins::id.eq(id)).filter(check_ins::undone_at.is_null());
    let undone = diesel::update(active)
        .set((
            check_ins::undone_at.eq(Some(now)),
            check_ins::undone_by.eq(Some(by.to_owned())),
            check_ins::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(undone == 1)
}

/// Gives the check-ins of a registration to another one of the same session, where that is not there itself.
pub fn pass_on(conn: &mut Conn, from: Id, to: Id, now: Time) -> Result<(), StoreError> {
    let session: Option<Id> = registrations::table
        .filter(registrations::id.eq(to))
        .select(registrations::session_id)
        .first(conn)
        .optional()?;
    let Some(session) = session else { return Ok(()) };
    let own: Vec<Id> = check_ins::table
        .filter(check_ins::registration_id.eq(to))
        .filter(check_ins::undone_at.is_null())
        .select(check_ins::meeting_id)
        .load(conn)?;
    let left = check_ins::table
        .filter(check_ins::registration_id.eq(from))
        .filter(check_ins::session_id.eq(session))
        .filter(check_ins::undone_at.is_null())
        .filter(check_ins::meeting_id.ne_all(own));
    diesel::update(left)
        .set((check_ins::registration_id.eq(to), check_ins::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// How many are there of those who are expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Registrations with a seat.
    pub expected: i64,
    /// Persons under them.
    pub expected_persons: i64,
    /// Registrations that are there.
    pub here: i64,
    /// Persons who are there.
    pub here_persons: i64,
}

/// Who was there and has left, or moved on to another session, is not counted among those who are expected.
#[diesel::dsl::auto_type]
fn is_expected() -> _ {
    registrations::id
        .eq(check_ins::registration_id)
        .and(registrations::session_id.eq(check_ins::session_id))
        .and(registrations::state.eq("confirmed"))
}

/// Who is there of a session, meeting by meeting, in their order.
pub fn counts(
    conn: &mut Conn,
    session: SessionId,
) -> Result<Vec<(MeetingId, Attendance)>, StoreError> {
    let session = Id(session.0);
    let (expected, expected_persons) = registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq(State::Confirmed.as_str()))
        .select((count_star(), sum(registrations::seats)))
        .first::<(i64, Option<i64>)>(conn)?;
    let here: Vec<(Id, i64, Option<i64>)> = check_ins::table
        .inner_join(registrations::table.on(is_expected()))
        .filter(check_ins::session_id.eq(session))
        .filter(check_ins::undone_at.is_null())
        .group_by(check_ins::meeting_id)
        .select((check_ins::meeting_id, count_star(), sum(check_ins::persons)))
        .load(conn)?;
    let ids: Vec<Id> = meetings::table
        .filter(meetings::session_id.eq(session))
        .order(meetings::position)
        .select(meetings::id)
        .load(conn)?;
    let counted = ids.into_iter().map(|id| {
        let found = here.iter().find(|(meeting, ..)| *meeting == id);
        let (here, persons) = found.map_or((0, 0), |(_, here, sum)| (*here, sum.unwrap_or(0)));
        let expected_persons = expected_persons.unwrap_or(0);
        let attendance = Attendance { expected, expected_persons, here, here_persons: persons };
        (MeetingId(id.0), attendance)
    });
    Ok(counted.collect())
}

/// How many registrations, and how many persons, are there at a meeting.
pub fn here_at(conn: &mut Conn, meeting: MeetingId) -> Result<(i64, i64), StoreError> {
    let (here, persons) = check_ins::table
        .inner_join(registrations::table.on(is_expected()))
        .filter(check_ins::meeting_id.eq(Id(meeting.0)))
        .filter(check_ins::undone_at.is_null())
        .select((count_star(), sum(check_ins::persons)))
        .first::<(i64, Option<i64>)>(conn)?;
    Ok((here, persons.unwrap_or(0)))
}

/// Registrations with a seat that are not there at a meeting, in order of sequence, after `after`.
pub fn absent(
    conn: &mut Conn,
    session: SessionId,
    meeting: MeetingId,
    after: i64,
    limit: i64,
) -> Result<Vec<RegistrationRow>, StoreError> {
    let is_there = check_ins::table
        .filter(check_ins::registration_id.eq(registrations::id))
        .filter(check_ins::meeting_id.eq(Id(meeting.0)))
        .filter(check_ins::undone_at.is_null());
    Ok(registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .filter(registrations::state.eq(State::Confirmed.as_str()))
        .filter(registrations::sequence.gt(after))
        .filter(not(exists(is_there)))
        .order(registrations::sequence)
        .limit(limit)
        .select(RegistrationRow::as_select())
        .load(conn)?)
}

/// What the door's list has of a registration, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub struct Listed {
    pub id: Id,
    pub session_id: Id,
    pub sequence: i64,
    pub reception_number: String,
    pub state: String,
    pub applicant_name: String,
    pub applicant_kana: Option<String>,
    pub company_name: Option<String>,
    pub seats: i32,
}

/// The door's list of a session, in order of sequence, after `after`.
pub fn listed(
    conn: &mut Conn,
    session: SessionId,
    after: i64,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .filter(registrations::sequence.gt(after))
        .order(registrations::sequence)
        .limit(limit)
        .select(Listed::as_select())
        .load(conn)?)
}

/// Ids and reception numbers of an event's registrations for other sessions than this one.
pub fn elsewhere(
    conn: &mut Conn,
    event: Id,
    session: SessionId,
    limit: i64,
) -> Result<Vec<(Id, Id, String)>, StoreError> {
    Ok(registrations::table
        .filter(registrations::event_id.eq(event))
        .filter(registrations::session_id.ne(Id(session.0)))
        .limit(limit)
        .select((registrations::id, registrations::session_id, registrations::reception_number))
        .load(conn)?)
}

/// A registration of an organization by its reception number.
pub fn by_reception_number(
    conn: &mut Conn,
    organization: OrganizationId,
    number: &str,
) -> Result<Option<RegistrationRow>, StoreError> {
    Ok(registrations::table
        .filter(registrations::organization_id.eq(Id(organization.0)))
        .filter(registrations::reception_number.eq(number))
        .select(RegistrationRow::as_select())
        .first(conn)
        .optional()?)
}

/// How often a visitor was wrong about a registration at a meeting.
pub fn faults(
    conn: &mut Conn,
    meeting: MeetingId,
    registration: RegistrationId,
) -> Result<i32, StoreError> {
    let faults: Option<i32> = self_check_in_faults::table
        .filter(self_check_in_faults::meeting_id.eq(Id(meeting.0)))
        .filter(self_check_in_faults::registration_id.eq(Id(registration.0)))
        .select(self_check_in_faults::faults)
        .first(conn)
        .optional()?;
    Ok(faults.unwrap_or(0))
}

/// Notes that a visitor was wrong once more.
pub fn note_fault(
    conn: &mut Conn,
    organization: OrganizationId,
    meeting: MeetingId,
    registration: RegistrationId,
) -> Result<(), StoreError> {
    let row = (
        self_check_in_faults::organization_id.eq(Id(organization.0)),
        self_check_in_faults::meeting_id.eq(Id(meeting.0)),
        self_check_in_faults::registration_id.eq(Id(registration.0)),
        self_check_in_faults::faults.eq(0),
    );
    each!(conn, c => diesel::insert_into(self_check_in_faults::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    let noted = self_check_in_faults::table
        .filter(self_check_in_faults::meeting_id.eq(Id(meeting.0)))
        .filter(self_check_in_faults::registration_id.eq(Id(registration.0)));
    diesel::update(noted)
        .set(self_check_in_faults::faults.eq(self_check_in_faults::faults + 1))
        .execute(conn)?;
    Ok(())
}

/// The event that a meeting is of.
pub fn event_of_meeting(conn: &mut Conn, meeting: MeetingId) -> Result<Option<Id>, StoreError> {
    Ok(meetings::table
        .inner_join(sessions::table.on(sessions::id.eq(meetings::session_id)))
        .filter(meetings::id.eq(Id(meeting.0)))
        .select(sessions::event_id)
        .first(conn)
        .optional()?)
}
