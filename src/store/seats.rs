//! The board of taken seats: loaded under the sessions' locks, written back in sets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Text};

use super::backend::{self, Conn, Lockable};
use super::choice_counts;
use super::error::StoreError;
use super::many_rows::many_rows;
use super::programmes::{GroupRow, SessionRow, application_rules, count};
use super::schema::{company_seats, idempotency_keys, registrations, session_groups, sessions};
use super::seat_lookups::{self, HeldRow};
use super::types::{Id, Stamp, Time, Uid};
use crate::domain::application::CompanyIdentity;
use crate::domain::event::{Allocation, CapacityUnit, EventStatus};
use crate::domain::ids::{
    CompanySeatId, EventId, GroupId, OrganizationId, RegistrationId, SessionId,
};
use crate::domain::seats::board::Fate;
use crate::domain::seats::{
    Board, CompanySeat, Held, PersonKey, Remembered, SeatGroup, SeatSession, WaitingList,
};

/// What a batch of commands needs on the board.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Events whose definition changes: all their sessions are locked with them.
    pub events: BTreeSet<EventId>,
    pub sessions: BTreeSet<SessionId>,
    pub groups: BTreeSet<GroupId>,
    pub registrations: BTreeSet<RegistrationId>,
    /// Of which all who have entered the draw are wanted.
    pub draws: BTreeSet<SessionId>,
    /// Persons with the session that they want to be in.
    pub persons: BTreeSet<(SessionId, PersonKey)>,
    /// Where registrations are to be moved.
    pub moves: BTreeSet<(RegistrationId, SessionId)>,
    /// Whose registrations are to be from now on.
    pub renamed: BTreeSet<(RegistrationId, PersonKey)>,
    pub idempotency_keys: Vec<(SessionId, [u8; 32])>,
    /// How many of a session's waiting list, where the default of none was not enough.
    pub waiting: BTreeMap<SessionId, i64>,
}

/// What the board was made from, beside the board.
#[derive(Debug, Default)]
pub struct Loaded {
    pub board: Board,
    pub versions: Versions,
    /// Sessions of events whose forms offer something of which there is only so much.
    limiting: Vec<Id>,
}

/// Versions of what was loaded, before the batch.
#[derive(Debug, Default)]
pub struct Versions {
    /// Of each event's definition.
    pub events: HashMap<EventId, i64>,
    pub sessions: HashMap<SessionId, i64>,
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

many_rows! { IdempotencyRow as IdempotencyColumns, "idempotency_keys", "" {
    session_id: Uid = Id,
    organization_id: Uid = Id,
    key_hash: Binary = Vec<u8>,
    body_hash: Binary = Vec<u8>,
    outcome: Text = String,
    created_at: Stamp = Time,
} }

/// Locks the sessions that `wanted` touches, with all that share a group with them, and loads what is
/// needed to decide.
///
/// # Errors
/// [`StoreError::MovedMeanwhile`] where what was known before the lock is not so under it, the groups
/// of sessions among it: `groups` knows better then, and the caller begins anew.
pub fn load(
    conn: &mut Conn,
    wanted: &Wanted,
    groups: &mut KnownGroups,
) -> Result<Loaded, StoreError> {
    let mut loaded = Loaded::default();
    let group_ids = lock(conn, wanted, groups, &mut loaded)?;
    load_groups(conn, &group_ids, &mut loaded.board)?;
    check_groups(&loaded.board, groups)?;
    load_company_seats(conn, &mut loaded.board)?;
    let mut ids: Vec<Id> = wanted.registrations.iter().map(|id| Id(id.0)).collect();
    if !ids.is_empty() {
        let rows = seat_lookups::registrations(conn, &ids)?;
        enter(&mut loaded.board, rows)?;
    }
    for session in &wanted.draws {
        let entered = seat_lookups::entered(conn, Id(session.0))?;
        ids.extend(entered.iter().map(|row| row.id));
        enter(&mut loaded.board, entered)?;
    }
    check_nothing_moved(&loaded.board)?;
    choice_counts::load(conn, &loaded.limiting, &ids, &mut loaded.board)?;
    load_persons(conn, wanted, &mut loaded.board)?;
    load_remembered(conn, wanted, &mut loaded.board)?;
    load_waiting(conn, wanted, &mut loaded.board)?;
    Ok(loaded)
}

/// Groups before sessions, each in the order of ids: every node locks in this order. The groups.
fn lock(
    conn: &mut Conn,
    wanted: &Wanted,
    known: &KnownGroups,
    loaded: &mut Loaded,
) -> Result<Vec<Id>, StoreError> {
    let mut session_ids: BTreeSet<Id> = wanted.sessions.iter().map(|id| Id(id.0)).collect();
    let held: Vec<Id> = wanted.registrations.iter().map(|id| Id(id.0)).collect();
    if !held.is_empty() {
        let rows = seat_lookups::registrations(conn, &held)?;
        session_ids.extend(rows.into_iter().map(|row| row.session_id));
    }
    if !wanted.events.is_empty() {
        let events: Vec<Id> = wanted.events.iter().map(|id| Id(id.0)).collect();
        let all = sessions::table.filter(sessions::event_id.eq_any(events)).select(sessions::id);
        session_ids.extend(all.load::<Id>(conn)?);
    }
    let groups: BTreeSet<Id> = wanted
        .groups
        .iter()
        .map(|group| Id(group.0))
        .chain(session_ids.iter().filter_map(|session| known.0.get(session)).copied())
        .collect();
    let groups: Vec<Id> = groups.into_iter().collect();
    if !groups.is_empty() {
        backend::lock(conn, Lockable::SessionGroups, &groups)?;
        let siblings =
            sessions::table.filter(sessions::group_id.eq_any(&groups)).select(sessions::id);
        session_ids.extend(siblings.load::<Id>(conn)?);
    }
    let sessions: Vec<Id> = session_ids.into_iter().collect();
    let rows = seat_lookups::locked_sessions(conn, &sessions)?;
    load_sessions(conn, rows, loaded)?;
    Ok(groups)
}

/// Groups of sessions as they were seen last: what must be locked before the sessions themselves. Most
/// sessions have none, and pay no question for it.
#[derive(Debug, Default)]
pub struct KnownGroups(HashMap<Id, Id>);

/// Groups kept; beyond this they are learned anew.
const GROUPS_KEPT: usize = 10_000;

/// A session in a group that was not locked: the group is known from now on.
fn check_groups(board: &Board, known: &mut KnownGroups) -> Result<(), StoreError> {
    let unknown: Vec<(Id, Id)> = board
        .sessions
        .values()
        .filter_map(|session| session.group.map(|group| (session.id, group)))
        .filter(|(_, group)| !board.groups.contains_key(group))
        .map(|(session, group)| (Id(session.0), Id(group.0)))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    if known.0.len() > GROUPS_KEPT {
        known.0.clear();
    }
    known.0.extend(unknown);
    Err(StoreError::MovedMeanwhile)
}

/// A registration that was looked at before the lock must still be there under it: another node may
/// have moved it in between.
fn check_nothing_moved(board: &Board) -> Result<(), StoreError> {
    let stays = |held: &Held| board.sessions.contains_key(&held.session);
    if board.registrations.values().all(stays) { Ok(()) } else { Err(StoreError::MovedMeanwhile) }
}

fn load_sessions(
    conn: &mut Conn,
    rows: Vec<SessionRow>,
    loaded: &mut Loaded,
) -> Result<(), StoreError> {
    let event_ids: BTreeSet<Id> = rows.iter().map(|row| row.event_id).collect();
    let event_ids: Vec<Id> = event_ids.into_iter().collect();
    let facts = seat_lookups::event_facts(conn, &event_ids)?;
    for row in rows {
        let fact = facts
            .iter()
            .find(|fact| fact.id == row.event_id)
            .ok_or(StoreError::Unreadable("a session without event"))?;
        let event = EventId(fact.id.0);
        loaded.versions.events.insert(event, fact.version);
        loaded.versions.sessions.insert(SessionId(row.id.0), row.version);
        if fact.limits_choices {
            loaded.limiting.push(row.id);
        }
        let session = SeatSession {
            id: SessionId(row.id.0),
            organization: OrganizationId(row.organization_id.0),
            event,
            event_status: EventStatus::parse(&fact.status)
                .ok_or(StoreError::Unreadable("event status"))?,
            event_version: fact.version,
            unit: CapacityUnit::parse(&fact.capacity_unit)
                .ok_or(StoreError::Unreadable("capacity unit"))?,
            allocation: Allocation::parse(&fact.allocation)
                .ok_or(StoreError::Unreadable("allocation"))?,
            people_per_company: fact.people_per_company.map(count),
            rules: application_rules(&fact.application_rules)?,
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

/// Active registrations of the persons who apply or act: where they do, and in all that shares a group
/// with that.
fn load_persons(conn: &mut Conn, wanted: &Wanted, board: &mut Board) -> Result<(), StoreError> {
    let mut places = wanted.persons.clone();
    for held in board.registrations.values() {
        let persons = of(&wanted.renamed, held.id).chain(held.person);
        for person in persons {
            let sessions = of(&wanted.moves, held.id).chain([held.session]);
            places.extend(sessions.map(|session| (session, person)));
        }
    }
    if !board.groups.is_empty() {
        places = with_siblings(&places, board);
    }
    let places: Vec<(Id, Vec<u8>)> =
        places.into_iter().map(|(session, person)| (Id(session.0), person.to_vec())).collect();
    enter(board, seat_lookups::active_of_persons(conn, &places)?)
}

/// What is wanted for one registration.
fn of<T: Copy>(
    wanted: &BTreeSet<(RegistrationId, T)>,
    id: RegistrationId,
) -> impl Iterator<Item = T> {
    wanted.iter().filter(move |(registration, _)| *registration == id).map(|(_, value)| *value)
}

fn with_siblings(
    places: &BTreeSet<(SessionId, PersonKey)>,
    board: &Board,
) -> BTreeSet<(SessionId, PersonKey)> {
    let siblings = |session: SessionId| {
        let group = board.sessions.get(&session).and_then(|session| session.group);
        let all =
            board.sessions.values().filter(move |other| group.is_some() && other.group == group);
        all.map(|other| other.id).chain([session])
    };
    places
        .iter()
        .flat_map(|(session, person)| siblings(*session).map(|sibling| (sibling, *person)))
        .collect()
}

fn load_remembered(conn: &mut Conn, wanted: &Wanted, board: &mut Board) -> Result<(), StoreError> {
    let keys: Vec<(Id, Vec<u8>)> = wanted
        .idempotency_keys
        .iter()
        .map(|(session, hash)| (Id(session.0), hash.to_vec()))
        .collect();
    for row in seat_lookups::remembered(conn, &keys)? {
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
            // Word for word as in the index of the waiting: a bound value would not be known to fit it.
            .filter(sql::<Bool>("state = 'waitlisted'"))
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
        board.stood.entry(id).or_insert_with(|| held.standing());
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
            expires_at: self.offer_expires_at.map(|time| time.0),
            choices: Vec::new(),
            version: self.version,
            fate: Fate::Unchanged,
        })
    }
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Unreadable("a hash of another length"))
}
