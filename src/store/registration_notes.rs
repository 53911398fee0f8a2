//! What staff have written about registrations.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{accounts, members, registration_notes};
use super::types::{Id, Time};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = registration_notes)]
pub struct NoteRow {
    pub organization_id: Id,
    pub id: Id,
    pub event_id: Id,
    pub registration_id: Id,
    /// Who, as the audit trail writes it.
    pub written_by: String,
    pub text: String,
    pub written_at: Time,
}

pub fn insert(conn: &mut Conn, row: &NoteRow) -> Result<(), StoreError> {
    diesel::insert_into(registration_notes::table).values(row).execute(conn)?;
    Ok(())
}

/// The notes of a registration, oldest first.
pub fn of(conn: &mut Conn, organization: Id, registration: Id) -> Result<Vec<NoteRow>, StoreError> {
    Ok(registration_notes::table
        .filter(registration_notes::registration_id.eq(registration))
        .filter(registration_notes::organization_id.eq(organization))
        .order(registration_notes::id)
        .select(NoteRow::as_select())
        .load(conn)?)
}

/// Registrations of an event that have notes, each once.
pub fn noted(conn: &mut Conn, event: Id) -> Result<Vec<Id>, StoreError> {
    Ok(registration_notes::table
        .filter(registration_notes::event_id.eq(event))
        .select(registration_notes::registration_id)
        .distinct()
        .load(conn)?)
}

/// Those of these registrations that have notes.
pub fn any_of(conn: &mut Conn, registrations: &[Id]) -> Result<Vec<Id>, StoreError> {
    let mut found = Vec::new();
    for ids in registrations.chunks(500) {
        let noted: Vec<Id> = registration_notes::table
            .filter(registration_notes::registration_id.eq_any(ids))
            .select(registration_notes::registration_id)
            .distinct()
            .load(conn)?;
        found.extend(noted);
    }
    Ok(found)
}

/// Names of an organization's members by the ids of those.
pub fn names_of_members(
    conn: &mut Conn,
    organization: Id,
    ids: &[Id],
) -> Result<Vec<(Id, String)>, StoreError> {
    Ok(members::table
        .inner_join(accounts::table.on(accounts::id.eq(members::account_id)))
        .filter(members::organization_id.eq(organization))
        .filter(members::id.eq_any(ids))
        .select((members::id, accounts::name))
        .load(conn)?)
}
