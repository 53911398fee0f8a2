//! What is done with many registrations at once: which, how far it has come, what could not be done.

use std::collections::HashSet;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::jobs::OPEN;
use super::schema::{bulk_actions, bulk_failures, bulk_parts, jobs};
use super::types::{Id, Time};

/// The action of a choice whose people are to be written to.
pub const FOR_MAIL: &str = "mail";

/// Registrations in one part: what one step does.
pub const PART: usize = 500;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = bulk_actions, treat_none_as_default_value = false)]
pub struct BulkRow {
    pub organization_id: Id,
    pub id: Id,
    pub event_id: Id,
    pub action: String,
    pub target_session_id: Option<Id>,
    pub reason: Option<String>,
    pub total: i64,
    pub job_id: Option<Id>,
    /// The list that it was chosen from.
    pub back: String,
    pub created_by: String,
    pub created_at: Time,
    /// At which meeting they are checked in; none: at the only one of their session.
    pub target_meeting_id: Option<Id>,
}

#[derive(Insertable)]
#[diesel(table_name = bulk_parts)]
struct PartRow {
    organization_id: Id,
    bulk_id: Id,
    part: i32,
    registrations: Vec<u8>,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = bulk_failures)]
pub struct FailureRow {
    pub organization_id: Id,
    pub bulk_id: Id,
    pub position: i64,
    pub registration_id: Id,
    pub code: String,
}

/// Keeps a choice of registrations with what is to be done.
pub fn insert(conn: &mut Conn, row: &BulkRow, chosen: &[Id]) -> Result<(), StoreError> {
    diesel::insert_into(bulk_actions::table).values(row).execute(conn)?;
    for (part, ids) in (0..).zip(chosen.chunks(PART)) {
        let registrations = ids.iter().flat_map(|id| *id.0.as_bytes()).collect();
        let (organization_id, bulk_id) = (row.organization_id, row.id);
        let row = PartRow { organization_id, bulk_id, part, registrations };
        diesel::insert_into(bulk_parts::table).values(&row).execute(conn)?;
    }
    Ok(())
}

pub fn by_id(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<BulkRow>, StoreError> {
    Ok(bulk_actions::table
        .filter(bulk_actions::id.eq(id))
        .filter(bulk_actions::organization_id.eq(organization))
        .select(BulkRow::as_select())
        .first(conn)
        .optional()?)
}

/// Notes that it was started with this job. `false`: it had been before.
pub fn start(conn: &mut Conn, id: Id, job: Id) -> Result<bool, StoreError> {
    let waiting =
        bulk_actions::table.filter(bulk_actions::id.eq(id)).filter(bulk_actions::job_id.is_null());
    Ok(diesel::update(waiting).set(bulk_actions::job_id.eq(Some(job))).execute(conn)? == 1)
}

/// The registrations of a part; none behind the last.
pub fn part(conn: &mut Conn, id: Id, part: i32) -> Result<Vec<Id>, StoreError> {
    let bytes: Option<Vec<u8>> = bulk_parts::table
        .filter(bulk_parts::bulk_id.eq(id))
        .filter(bulk_parts::part.eq(part))
        .select(bulk_parts::registrations)
        .first(conn)
        .optional()?;
    let ids = bytes.unwrap_or_default();
    let each = ids.chunks_exact(16).map(|id| uuid::Uuid::from_slice(id).map(Id));
    each.collect::<Result<_, _>>().map_err(|_| StoreError::Unreadable("a chosen registration"))
}

/// All registrations that were chosen, in no order.
pub fn chosen(conn: &mut Conn, id: Id) -> Result<HashSet<Id>, StoreError> {
    let mut all = HashSet::new();
    for at in 0.. {
        let ids = part(conn, id, at)?;
        let is_last = ids.len() < PART;
        all.extend(ids);
        if is_last {
            break;
        }
    }
    Ok(all)
}

/// Notes what could not be done; what is noted already stays.
pub fn note_failures(conn: &mut Conn, rows: &[FailureRow]) -> Result<(), StoreError> {
    for row in rows {
        each!(conn, c => diesel::insert_into(bulk_failures::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// What could not be done, in order.
pub fn failures(conn: &mut Conn, id: Id, limit: i64) -> Result<Vec<FailureRow>, StoreError> {
    Ok(bulk_failures::table
        .filter(bulk_failures::bulk_id.eq(id))
        .order(bulk_failures::position)
        .limit(limit)
        .select(FailureRow::as_select())
        .load(conn)?)
}

/// Forgets the choices made before this time, some at once, with all that is known of them. Their jobs and the trail say what
/// was done. Those that were handed on to a mailing are its recipients, whenever it is started, and go with their event; and
/// nothing is taken from under a job.
pub fn forget_before(conn: &mut Conn, before: Time, limit: i64) -> Result<usize, StoreError> {
    let open: Vec<Option<Id>> =
        jobs::table.filter(jobs::state.eq_any(OPEN)).select(jobs::id.nullable()).load(conn)?;
    let old: Vec<Id> = bulk_actions::table
        .filter(bulk_actions::created_at.lt(before))
        .filter(bulk_actions::action.ne(FOR_MAIL))
        .filter(bulk_actions::job_id.is_null().or(bulk_actions::job_id.ne_all(open)))
        .limit(limit)
        .select(bulk_actions::id)
        .load(conn)?;
    diesel::delete(bulk_parts::table.filter(bulk_parts::bulk_id.eq_any(&old))).execute(conn)?;
    diesel::delete(bulk_failures::table.filter(bulk_failures::bulk_id.eq_any(&old)))
        .execute(conn)?;
    Ok(diesel::delete(bulk_actions::table.filter(bulk_actions::id.eq_any(&old))).execute(conn)?)
}
