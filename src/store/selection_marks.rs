//! What staff mean to choose, until everybody is told together.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::{registrations, selection_marks};
use super::types::{Id, JsonText, Time};

#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = selection_marks, treat_none_as_default_value = false)]
pub struct MarkRow {
    pub organization_id: Id,
    pub registration_id: Id,
    pub session_id: Id,
    /// `chosen`, `substitute` or `not_chosen`.
    pub selection: String,
    /// The order of substitutes.
    pub rank: i32,
    pub marked_by: String,
    pub marked_at: Time,
}

/// An application that awaits the selection.
#[derive(Clone, Queryable)]
pub struct CandidateRow {
    pub id: Id,
    pub reception_number: String,
    pub name: String,
    pub company: Option<String>,
    pub seats: i32,
    pub received_at: Time,
    pub answers: JsonText,
}

/// Marks an application; a mark that stands is replaced.
pub fn mark(conn: &mut Conn, row: &MarkRow) -> Result<(), StoreError> {
    each!(conn, c => diesel::insert_into(selection_marks::table)
        .values(row)
        .on_conflict((selection_marks::registration_id, selection_marks::organization_id))
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Takes marks away: they were told, or taken back.
pub fn unmark(conn: &mut Conn, registrations: &[Id]) -> Result<(), StoreError> {
    diesel::delete(
        selection_marks::table
            .filter(selection_marks::registration_id.eq_any(registrations.to_vec())),
    )
    .execute(conn)?;
    Ok(())
}

/// The marks of a session, in the order of ranks.
pub fn of_session(conn: &mut Conn, session: Id) -> Result<Vec<MarkRow>, StoreError> {
    Ok(selection_marks::table
        .filter(selection_marks::session_id.eq(session))
        .order((selection_marks::rank, selection_marks::registration_id))
        .select(MarkRow::as_select())
        .load(conn)?)
}

/// The applications of a session that await the selection, in their order of arrival.
pub fn candidates(conn: &mut Conn, session: Id) -> Result<Vec<CandidateRow>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq("pending"))
        .filter(registrations::offer_expires_at.is_null())
        .order(registrations::sequence)
        .select((
            registrations::id,
            registrations::reception_number,
            registrations::applicant_name,
            registrations::company_name,
            registrations::seats,
            registrations::received_at,
            registrations::answers,
        ))
        .load(conn)?)
}
