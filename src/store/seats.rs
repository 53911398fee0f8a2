//! The board of taken seats: loaded under the sessions' locks, written back in sets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;

use super::backend::{self, Conn, Lockable};
use super::error::StoreError;
use super::programmes::{GroupRow, SessionRow, count};
use super::schema::{
    company_seats, events, idempotency_keys, registrations, session_groups, sessions,
};
use super::types::{Id, Time};
use crate::domain::application::CompanyIdentity;
use crate::domain::event::{CapacityUnit, EventStatus};
use crate::domain::ids::{
    CompanySeatId, EventId, GroupId, OrganizationId, RegistrationId, SessionId,
};
use crate::domain::seats::board::Fate;
use crate::domain::seats::{
    Board, CompanySeat, Held, PersonKey, Remembered, SeatGroup, SeatSession, WaitingList,
};
use crate::domain::state::State;

/// What a batch of commands needs on the board.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Events whose definition changes: all their sessions are locked with them.
    pub events: BTreeSet<EventId>,
    pub sessions: BTreeSet<SessionId>,
    pub groups: BTreeSet<GroupId>,
    pub registrations: BTreeSet<RegistrationId>,
    pub persons: BTreeSet<PersonKey>,
    pub idempotency_keys: Vec<(SessionId, [u8; 32])>,
    /// How many of a session's waiting list, where the default of none was not enough.
    pub waiting: BTreeMap<SessionId, i64>,
}

/// What the board was made from, beside the board.
#[derive(Debug, Default)]
pub struct Loaded {
    pub board: Board,
    pub versions: Versions,
}

/// Versions of what was loaded, before the batch.
#[derive(Debug, Default)]
pub struct Versions {
    /// Of each event's definition.
    pub events: HashMap<EventId, i64>,
    pub sessions: HashMap<SessionId, i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = registrations)]
struct HeldRow {
    id: Id,
    session_id: Id,
    sequence: i64,
    reception_number: String,
    state: String,
    person_key: Option<Vec<u8>>,
    company_key: Option<String>,
    corporate_number: Option<String>,
    company_seat_id: Option<Id>,
    seats: i32,
    registered_at: Time,
    version: i64,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = company_seats, treat_none_as_default_value = false)]
pub(super) struct CompanySeatRow {
    pub(super) id: Id,
    pub(super) organization_id: Id,
    pub(super) session_id: Id,
    pub(super) name_key: String,
    pub(super) corporate_number: Option<String>,
    pub(super) people: i32,
    pub(super) registrations: i32,
    pub(super) created_at: Time,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
pub(super) struct IdempotencyRow {
    pub(super) session_id: Id,
    pub(super) organization_id: Id,
    pub(super) key_hash: Vec<u8>,
    pub(super) body_hash: Vec<u8>,
    pub(super) outcome: String,
    pub(super) created_at: Time,
}

/// Locks the sessions that `wanted` touches, with all that share a group with them, and loads what is
/// needed to decide.
pub fn load(conn: &mut Conn, wanted: &Wanted) -> Result<Loaded, StoreError> {
    let locked = lock(conn, wanted)?;
    let mut loaded = Loaded::default();
    load_sessions(conn, &locked, &mut loaded)?;
    load_groups(conn, &locked.groups, &mut loaded.board)?;
    load_company_seats(conn, &mut loaded.board)?;
    let ids: Vec<Id> = wanted.registrations.iter().map(|id| Id(id.0)).collect();
    if !ids.is_empty() {
        let query = registrations::table.filter(registrations::id.eq_any(ids));
        enter(&mut loaded.board, query.select(HeldRow::as_select()).load(conn)?)?;
    }
    check_nothing_moved(&loaded.board)?;
    load_persons(conn, wanted, &mut loaded.board)?;
    load_remembered(conn, wanted, &mut loaded.board)?;
    load_waiting(conn, wanted, &mut loaded.board)?;
    Ok(loaded)
}

struct Locked {
    sessions: Vec<Id>,
    groups: Vec<Id>,
}

/// Groups before sessions, each in the order of ids: every node locks in this order.
fn lock(conn: &mut Conn, wanted: &Wanted) -> Result<Locked, StoreError> {
    let mut session_ids: BTreeSet<Id> = wanted.sessions.iter().map(|id| Id(id.0)).collect();
    let held: Vec<Id> = wanted.registrations.iter().map(|id| Id(id.0)).collect();
    if !held.is_empty() {
        let query = registrations::table
            .filter(registrations::id.eq_any(held))
            .select(registrations::session_id);
        session_ids.extend(query.load::<Id>(conn)?);
    }
    if !wanted.events.is_empty() {
        let events: Vec<Id> = wanted.events.iter().map(|id| Id(id.0)).collect();
        let all = sessions::table.filter(sessions::event_id.eq_any(events)).select(sessions::id);
        session_ids.extend(all.load::<Id>(conn)?);
    }
    let named: Vec<Id> = session_ids.iter().copied().collect();
    let of_sessions: Vec<Option<Id>> = sessions::table
        .filter(sessions::id.eq_any(&named))
        .filter(sessions::group_id.is_not_null())
        .select(sessions::group_id)
        .distinct()
        .load(conn)?;
    let mut groups: BTreeSet<Id> = of_sessions.into_iter().flatten().collect();
    groups.extend(wanted.groups.iter().map(|id| Id(id.0)));
    let groups: Vec<Id> = groups.into_iter().collect();
    if !groups.is_empty() {
        backend::lock(conn, Lockable::SessionGroups, &groups)?;
        let siblings =
            sessions::table.filter(sessions::group_id.eq_any(&groups)).select(sessions::id);
        session_ids.extend(siblings.load::<Id>(conn)?);
    }
    let sessions: Vec<Id> = session_ids.into_iter().collect();
    backend::lock(conn, Lockable::Sessions, &sessions)?;
    Ok(Locked { sessions, groups })
}

/// What was looked at before the lock must still be so under it: another node may have moved a
/// registration, or put a session into another group, in between.
fn check_nothing_moved(board: &Board) -> Result<(), StoreError> {
    let registrations_stay =
        board.registrations.values().all(|held| board.sessions.contains_key(&held.session));
    let groups_stay = board
        .sessions
        .values()
        .filter_map(|session| session.group)
        .all(|group| board.groups.contains_key(&group));
    if registrations_stay && groups_stay { Ok(()) } else { Err(StoreError::MovedMeanwhile) }
}

fn load_sessions(conn: &mut Conn, locked: &Locked, loaded: &mut Loaded) -> Result<(), StoreError> {
    let rows: Vec<SessionRow> = sessions::table
        .filter(sessions::id.eq_any(&locked.sessions))
        .select(SessionRow::as_select())
        .load(conn)?;
    let event_ids: BTreeSet<Id> = rows.iter().map(|row| row.event_id).collect();
    let event_ids: Vec<Id> = event_ids.into_iter().collect();
    let facts: Vec<(Id, String, String, Option<i32>, i64)> = events::table
        .filter(events::id.eq_any(event_ids))
        .select((
            events::id,
            events::status,
            events::capacity_unit,
            events::people_per_company,
            events::version,
        ))
        .load(conn)?;
    for row in rows {
        let Some((id, status, unit, per_company, version)) =
            facts.iter().find(|fact| fact.0 == row.event_id)
        else {
            return Err(StoreError::Unreadable("a session without event"));
        };
        let event = EventId(id.0);
        loaded.versions.events.insert(event, *version);
        loaded.versions.sessions.insert(SessionId(row.id.0), row.version);
        let session = SeatSession {
            id: SessionId(row.id.0),
            organization: OrganizationId(row.organization_id.0),
            event,
            event_status: EventStatus::parse(status)
                .ok_or(StoreError::Unreadable("event status"))?,
            event_version: *version,
            unit: CapacityUnit::parse(unit).ok_or(StoreError::Unreadable("capacity unit"))?,
            people_per_company: per_company.map(count),
            group: row.group_id.map(|id| GroupId(id.0)),
            settings: row.settings()?,
            counts: row.counts(),
            starts_at: Some(row.starts_at.0),
            next_sequence: row.next_sequence,
            changed: false,
        };
        // An empty list is known without asking.
        let list = WaitingList { order: Vec::new(), complete: session.counts.waiting == 0 };
        loaded.board.waiting.insert(session.id, list);
        loaded.board.sessions.insert(session.id, session);
    }
    Ok(())
}

fn load_groups(conn: &mut Conn, ids: &[Id], board: &mut Board) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<GroupRow> = session_groups::table
        .filter(session_groups::id.eq_any(ids))
        .select(GroupRow::as_select())
        .load(conn)?;
    for row in rows {
        let id = GroupId(row.id.0);
        let group = SeatGroup {
            id,
            organization: OrganizationId(row.organization_id.0),
            capacity: row.capacity.map(count),
            sessions_per_applicant: row.sessions_per_applicant.map(count),
            taken: count(row.taken),
            exceeded: count(row.exceeded),
            changed: false,
        };
        board.groups.insert(id, group);
    }
    Ok(())
}

fn load_company_seats(conn: &mut Conn, board: &mut Board) -> Result<(), StoreError> {
    let by_company = board.sessions.values().filter(|s| s.unit == CapacityUnit::Company);
    let ids: Vec<Id> = by_company.map(|session| Id(session.id.0)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<CompanySeatRow> = company_seats::table
        .filter(company_seats::session_id.eq_any(ids))
        .select(CompanySeatRow::as_select())
        .load(conn)?;
    for row in rows {
        let id = CompanySeatId(row.id.0);
        board.company_seats.insert(
            id,
            CompanySeat {
                id,
                session: SessionId(row.session_id.0),
                company: CompanyIdentity {
                    name_key: row.name_key,
                    corporate_number: row.corporate_number,
                },
                people: count(row.people),
                registrations: count(row.registrations),
                fate: Fate::Unchanged,
            },
        );
    }
    Ok(())
}

/// Active registrations of the persons who apply or act, in every session on the board.
fn load_persons(conn: &mut Conn, wanted: &Wanted, board: &mut Board) -> Result<(), StoreError> {
    let acting = board.registrations.values().filter_map(|held| held.person);
    let persons: BTreeSet<PersonKey> = wanted.persons.iter().copied().chain(acting).collect();
    if persons.is_empty() {
        return Ok(());
    }
    let session_ids: Vec<Id> = board.sessions.keys().map(|id| Id(id.0)).collect();
    let persons: Vec<Vec<u8>> = persons.iter().map(|key| key.to_vec()).collect();
    let active: Vec<&str> = State::ACTIVE.iter().map(|state| state.as_str()).collect();
    let rows = registrations::table
        .filter(registrations::session_id.eq_any(session_ids))
        .filter(registrations::person_key.eq_any(persons))
        .filter(registrations::state.eq_any(active))
        .select(HeldRow::as_select())
        .load(conn)?;
    enter(board, rows)
}

fn load_remembered(conn: &mut Conn, wanted: &Wanted, board: &mut Board) -> Result<(), StoreError> {
    if wanted.idempotency_keys.is_empty() {
        return Ok(());
    }
    let hashes: Vec<Vec<u8>> =
        wanted.idempotency_keys.iter().map(|(_, hash)| hash.to_vec()).collect();
    let session_ids: Vec<Id> = wanted.sessions.iter().map(|id| Id(id.0)).collect();
    let rows: Vec<IdempotencyRow> = idempotency_keys::table
        .filter(idempotency_keys::session_id.eq_any(session_ids))
        .filter(idempotency_keys::key_hash.eq_any(hashes))
        .select(IdempotencyRow::as_select())
        .load(conn)?;
    for row in rows {
        let remembered = Remembered {
            body_hash: fixed(&row.body_hash)?,
            outcome: serde_json::from_str(&row.outcome)
                .map_err(|_| StoreError::Unreadable("an outcome"))?,
            fate: Fate::Unchanged,
        };
        board.remembered.insert((SessionId(row.session_id.0), fixed(&row.key_hash)?), remembered);
    }
    Ok(())
}

fn load_waiting(conn: &mut Conn, wanted: &Wanted, board: &mut Board) -> Result<(), StoreError> {
    for (session, limit) in &wanted.waiting {
        let rows: Vec<HeldRow> = registrations::table
            .filter(registrations::session_id.eq(Id(session.0)))
            .filter(registrations::state.eq("waitlisted"))
            .order(registrations::sequence)
            .limit(*limit)
            .select(HeldRow::as_select())
            .load(conn)?;
        let complete = i64::try_from(rows.len()).unwrap_or(i64::MAX) < *limit;
        let order = rows.iter().map(|row| RegistrationId(row.id.0)).collect();
        board.waiting.insert(*session, WaitingList { order, complete });
        enter(board, rows)?;
    }
    Ok(())
}

fn enter(board: &mut Board, rows: Vec<HeldRow>) -> Result<(), StoreError> {
    for row in rows {
        let held = row.held()?;
        let id = held.id;
        board.registrations.entry(id).or_insert(held);
        board.index_person(id);
    }
    Ok(())
}

impl HeldRow {
    fn held(self) -> Result<Held, StoreError> {
        let corporate_number = self.corporate_number;
        Ok(Held {
            id: RegistrationId(self.id.0),
            session: SessionId(self.session_id.0),
            sequence: self.sequence,
            state: self.state.parse().map_err(|_| StoreError::Unreadable("state"))?,
            seats: count(self.seats),
            person: self.person_key.map(|key| fixed(&key)).transpose()?,
            company: self
                .company_key
                .map(|name_key| CompanyIdentity { name_key, corporate_number }),
            company_seat: self.company_seat_id.map(|id| CompanySeatId(id.0)),
            reception_number: self.reception_number,
            registered_at: self.registered_at.0,
            version: self.version,
            fate: Fate::Unchanged,
        })
    }
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Unreadable("a hash of another length"))
}
