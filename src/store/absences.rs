//! That somebody who did not come had a reason.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::absence_notes;
use super::types::{Id, Time};

/// A note beside an absence.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = absence_notes, treat_none_as_default_value = false)]
pub struct AbsenceNoteRow {
    pub organization_id: Id,
    pub event_id: Id,
    pub session_id: Id,
    pub registration_id: Id,
    pub meeting_id: Id,
    pub note: String,
    pub noted_at: Time,
}

/// The notes of these registrations at a meeting.
pub fn notes(
    conn: &mut Conn,
    meeting: Id,
    registrations: &[Id],
) -> Result<HashMap<Id, String>, StoreError> {
    let rows: Vec<(Id, String)> = absence_notes::table
        .filter(absence_notes::meeting_id.eq(meeting))
        .filter(absence_notes::registration_id.eq_any(registrations))
        .select((absence_notes::registration_id, absence_notes::note))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Writes a note, in place of one that is there.
pub fn set(conn: &mut Conn, row: &AbsenceNoteRow) -> Result<(), StoreError> {
    each!(conn, c => diesel::insert_into(absence_notes::table)
        .values(row)
        .on_conflict((absence_notes::registration_id, absence_notes::meeting_id, absence_notes::organization_id))
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Takes a note away.
pub fn remove(conn: &mut Conn, meeting: Id, registration: Id) -> Result<(), StoreError> {
    let row = absence_notes::table
        .filter(absence_notes::meeting_id.eq(meeting))
        .filter(absence_notes::registration_id.eq(registration));
    diesel::delete(row).execute(conn)?;
    Ok(())
}
