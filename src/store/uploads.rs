//! Files that were sent with applications.

use diesel::dsl::sum;
use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::{registrations, uploads};
use super::types::{Id, Time};

/// A file that was sent.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = uploads, treat_none_as_default_value = false)]
pub struct UploadRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    /// Whose it is; nobody's while it is only sent.
    pub registration_id: Option<Id>,
    /// Made harmless.
    pub name: String,
    /// By its content: what stands in `Content-Type`.
    pub file_type: String,
    /// Bytes.
    pub size: i32,
    pub sha256: Vec<u8>,
    pub content: Vec<u8>,
    pub uploaded_at: Time,
}

pub fn insert(conn: &mut Conn, row: &UploadRow) -> Result<(), StoreError> {
    each!(conn, c => diesel::insert_into(uploads::table).values(row).execute(c))?;
    Ok(())
}

/// Bytes that were sent to an organization and are part of no registration.
pub fn unclaimed_bytes(conn: &mut Conn, organization: Id) -> Result<i64, StoreError> {
    let bytes: Option<i64> = uploads::table
        .filter(uploads::organization_id.eq(organization))
        .filter(uploads::registration_id.is_null())
        .select(sum(uploads::size))
        .get_result(conn)?;
    Ok(bytes.unwrap_or(0))
}

/// Which of these files are there, each with the session of the registration that it belongs to.
pub fn standing(
    conn: &mut Conn,
    event: Id,
    ids: &[Id],
) -> Result<Vec<(Id, Option<Id>)>, StoreError> {
    let owned: Vec<(Id, Option<Id>)> = uploads::table
        .filter(uploads::event_id.eq(event))
        .filter(uploads::id.eq_any(ids))
        .select((uploads::id, uploads::registration_id))
        .load(conn)?;
    let owners: Vec<Id> = owned.iter().filter_map(|(_, owner)| *owner).collect();
    let sessions: Vec<(Id, Id)> = registrations::table
        .filter(registrations::id.eq_any(&owners))
        .select((registrations::id, registrations::session_id))
        .load(conn)?;
    let session_of = |owner: Id| {
        sessions.iter().find(|(id, _)| *id == owner).map_or(owner, |(_, session)| *session)
    };
    Ok(owned.into_iter().map(|(id, owner)| (id, owner.map(session_of))).collect())
}

/// Makes files part of a registration. What is part of another stays there.
pub fn take(conn: &mut Conn, registration: Id, ids: &[Id]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    diesel::update(uploads::table)
        .filter(uploads::id.eq_any(ids))
        .filter(uploads::registration_id.is_null())
        .set(uploads::registration_id.eq(Some(registration)))
        .execute(conn)?;
    Ok(())
}

/// Leaves a registration only these of its files: the others are nobody's from now on.
pub fn keep_only(conn: &mut Conn, registration: Id, ids: &[Id]) -> Result<(), StoreError> {
    let nobody: Option<Id> = None;
    diesel::update(uploads::table)
        .filter(uploads::registration_id.eq(registration))
        .filter(uploads::id.ne_all(ids))
        .set(uploads::registration_id.eq(nobody))
        .execute(conn)?;
    Ok(())
}

/// A file of a registration.
pub fn of_registration(
    conn: &mut Conn,
    registration: Id,
    id: Id,
) -> Result<Option<UploadRow>, StoreError> {
    Ok(uploads::table
        .filter(uploads::id.eq(id))
        .filter(uploads::registration_id.eq(registration))
        .select(UploadRow::as_select())
        .first(conn)
        .optional()?)
}

/// Removes some of the files that are nobody's and were sent before; how many.
pub fn remove_unclaimed(conn: &mut Conn, before: Time, limit: i64) -> Result<usize, StoreError> {
    let ids: Vec<Id> = uploads::table
        .filter(uploads::registration_id.is_null())
        .filter(uploads::uploaded_at.lt(before))
        .select(uploads::id)
        .limit(limit)
        .load(conn)?;
    if ids.is_empty() {
        return Ok(0);
    }
    // It may have become somebody's in this moment.
    Ok(diesel::delete(uploads::table)
        .filter(uploads::id.eq_any(&ids))
        .filter(uploads::registration_id.is_null())
        .execute(conn)?)
}
