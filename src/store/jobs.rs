//! Long work: what was asked for, how far it has come, who works on it.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::jobs;
use super::types::{Id, JsonText, Time};

/// States in which somebody works on a job.
pub const OPEN: [&str; 3] = ["waiting", "running", "stopping"];

#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = jobs, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct JobRow {
    pub organization_id: Id,
    pub id: Id,
    pub event_id: Option<Id>,
    pub kind: String,
    /// What was asked for. No personal data.
    pub parameters: JsonText,
    /// Where in the console its outcome is shown.
    pub page: String,
    pub state: String,
    /// How many there are, where that is known.
    pub total: Option<i64>,
    pub done: i64,
    pub failed: i64,
    /// How far it has come; the next step begins here.
    pub position: JsonText,
    pub result: JsonText,
    pub created_by: String,
    /// When it is looked at next.
    pub due_at: Time,
    pub lease_id: Option<Id>,
    /// Until when nobody but the holder of the lease works on it.
    pub lease_until: Option<Time>,
    pub created_at: Time,
    pub started_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub updated_at: Time,
}

pub fn insert(conn: &mut Conn, row: &JobRow) -> Result<(), StoreError> {
    diesel::insert_into(jobs::table).values(row).execute(conn)?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<JobRow>, StoreError> {
    Ok(jobs::table
        .filter(jobs::id.eq(id))
        .filter(jobs::organization_id.eq(organization))
        .select(JobRow::as_select())
        .first(conn)
        .optional()?)
}

/// Takes a job that is due and that nobody works on, under this lease.
pub fn claim(
    conn: &mut Conn,
    now: Time,
    lease: Id,
    until: Time,
) -> Result<Option<JobRow>, StoreError> {
    let free = jobs::lease_until.is_null().or(jobs::lease_until.le(now).assume_not_null());
    let candidate: Option<Id> = jobs::table
        .filter(jobs::state.eq_any(OPEN))
        .filter(jobs::due_at.le(now))
        .filter(free)
        .order(jobs::due_at)
        .select(jobs::id)
        .first(conn)
        .optional()?;
    let Some(id) = candidate else { return Ok(None) };
    // Of several nodes that have seen the same one, this finds one row for one of them.
    let taken = diesel::update(jobs::table.filter(jobs::id.eq(id)).filter(free))
        .set((jobs::lease_id.eq(Some(lease)), jobs::lease_until.eq(Some(until))))
        .execute(conn)?;
    if taken == 0 {
        return Ok(None);
    }
    let row = jobs::table.filter(jobs::id.eq(id)).select(JobRow::as_select()).first(conn);
    Ok(row.optional()?)
}

/// Writes a job back after a step, if the lease is still held. `false`: somebody else has taken it over.
pub fn save(conn: &mut Conn, row: &JobRow, lease: Id) -> Result<bool, StoreError> {
    let held = jobs::table.filter(jobs::id.eq(row.id)).filter(jobs::lease_id.eq(Some(lease)));
    Ok(diesel::update(held).set(row).execute(conn)? == 1)
}

/// Asks for a job to be stopped after its step. `false`: it has ended already.
pub fn ask_to_stop(
    conn: &mut Conn,
    organization: Id,
    id: Id,
    now: Time,
) -> Result<bool, StoreError> {
    let open = jobs::table
        .filter(jobs::id.eq(id))
        .filter(jobs::organization_id.eq(organization))
        .filter(jobs::state.eq_any(["waiting", "running"]));
    // What waits for its time is looked at now.
    let stopping = (jobs::state.eq("stopping"), jobs::due_at.eq(now));
    Ok(diesel::update(open).set(stopping).execute(conn)? == 1)
}

/// Whether a job is to be stopped.
pub fn is_to_stop(conn: &mut Conn, id: Id) -> Result<bool, StoreError> {
    let state: Option<String> =
        jobs::table.filter(jobs::id.eq(id)).select(jobs::state).first(conn).optional()?;
    Ok(state.as_deref() == Some("stopping"))
}

/// The jobs of an event, the newest first.
pub fn of_event(conn: &mut Conn, event: Id, limit: i64) -> Result<Vec<JobRow>, StoreError> {
    Ok(jobs::table
        .filter(jobs::event_id.eq(Some(event)))
        .order(jobs::id.desc())
        .limit(limit)
        .select(JobRow::as_select())
        .load(conn)?)
}
