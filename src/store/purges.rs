//! Purges as they go on, and their certificates.

use diesel::prelude::*;

use super::backend::{self, Conn, Lockable, each};
use super::error::StoreError;
use super::schema::purges;
use super::types::{Id, JsonText, Time};

/// One purge.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = purges, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct PurgeRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    /// One person's, where it is not the whole event.
    pub registration_id: Option<Id>,
    pub kind: String,
    pub event_title: JsonText,
    pub last_meeting_at: Option<Time>,
    /// By which rule, with its reason.
    pub rule: JsonText,
    pub requested_by: String,
    pub state: String,
    pub phase: String,
    pub cursor_session: Option<Id>,
    pub cursor_sequence: i64,
    pub cursor_mail: Option<Id>,
    /// By heading.
    pub counts: JsonText,
    pub started_at: Time,
    /// When the last row was erased.
    pub erased_at: Option<Time>,
    /// When what was freed had been overwritten.
    pub finished_at: Option<Time>,
    /// Of the organization's certificate before this one.
    pub previous_hash: Option<String>,
    pub hash: Option<String>,
}

/// Begins one. `false`: the event's is under way already.
pub fn insert(conn: &mut Conn, row: &PurgeRow) -> Result<bool, StoreError> {
    let inserted = each!(conn, c => diesel::insert_into(purges::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Those that have not ended, the oldest first.
pub fn open(conn: &mut Conn, state: &str, limit: i64) -> Result<Vec<Id>, StoreError> {
    Ok(purges::table
        .filter(purges::state.eq(state))
        .order(purges::id)
        .limit(limit)
        .select(purges::id)
        .load(conn)?)
}

/// One of them, locked until the transaction ends.
pub fn locked(conn: &mut Conn, id: Id) -> Result<Option<PurgeRow>, StoreError> {
    backend::lock(conn, Lockable::Purges, &[id])?;
    Ok(purges::table.find(id).select(PurgeRow::as_select()).first(conn).optional()?)
}

/// Writes one back; it must be locked.
pub fn save(conn: &mut Conn, row: &PurgeRow) -> Result<(), StoreError> {
    diesel::update(purges::table.find(row.id)).set(row).execute(conn)?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<PurgeRow>, StoreError> {
    Ok(purges::table
        .find(id)
        .filter(purges::organization_id.eq(organization))
        .select(PurgeRow::as_select())
        .first(conn)
        .optional()?)
}

/// One page of an organization's, newest first, before `before`; those of one event where one is named.
pub fn list(
    conn: &mut Conn,
    organization: Id,
    event: Option<Id>,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<PurgeRow>, StoreError> {
    let mut query = purges::table
        .filter(purges::organization_id.eq(organization))
        .order(purges::id.desc())
        .limit(limit)
        .select(PurgeRow::as_select())
        .into_boxed();
    if let Some(event) = event {
        query = query.filter(purges::event_id.eq(event));
    }
    if let Some(before) = before {
        query = query.filter(purges::id.lt(before));
    }
    Ok(query.load(conn)?)
}

/// The hash of an organization's last certificate.
pub fn last_hash(conn: &mut Conn, organization: Id) -> Result<Option<String>, StoreError> {
    let last: Option<Option<String>> = purges::table
        .filter(purges::organization_id.eq(organization))
        .filter(purges::hash.is_not_null())
        .order((purges::finished_at.desc(), purges::id.desc()))
        .select(purges::hash)
        .first(conn)
        .optional()?;
    Ok(last.flatten())
}
