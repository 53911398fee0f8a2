//! Numbers of certificates of attendance.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::backend::{self, Conn, Lockable, each};
use super::error::StoreError;
use super::schema::completion_certificates;
use super::types::{Id, Time};

/// A numbered certificate. Whose it is stands with the registration.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = completion_certificates, treat_none_as_default_value = false)]
pub struct CompletionRow {
    pub organization_id: Id,
    pub event_id: Id,
    pub session_id: Id,
    pub registration_id: Id,
    /// Which of the registration's persons, from 1.
    pub attendee: i32,
    /// Within the event, from 1.
    pub number: i32,
    /// At how many meetings of how many they were when it was given out.
    pub attended: i32,
    pub meetings: i32,
    pub issued_at: Time,
}

/// The certificates of a session, by registration and person.
pub fn of_session(
    conn: &mut Conn,
    session: Id,
) -> Result<HashMap<(Id, i32), CompletionRow>, StoreError> {
    let rows: Vec<CompletionRow> = completion_certificates::table
        .filter(completion_certificates::session_id.eq(session))
        .select(CompletionRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| ((row.registration_id, row.attendee), row)).collect())
}

/// Gives out certificates in this order, each with the next number of the event; those that have one keep it. The
/// session is locked meanwhile, so that no number is given twice.
pub fn issue(conn: &mut Conn, rows: Vec<CompletionRow>) -> Result<i64, StoreError> {
    let Some(first) = rows.first() else { return Ok(0) };
    let sessions = super::purging::sessions_of(conn, first.event_id)?;
    backend::lock(conn, Lockable::Sessions, &sessions)?;
    let last: Option<i32> = completion_certificates::table
        .filter(completion_certificates::event_id.eq(first.event_id))
        .select(max(completion_certificates::number))
        .get_result(conn)?;
    let (mut number, mut issued) = (last.unwrap_or(0), 0);
    let known = of_session(conn, first.session_id)?;
    for row in rows {
        if known.contains_key(&(row.registration_id, row.attendee)) {
            continue;
        }
        number += 1;
        let row = CompletionRow { number, ..row };
        each!(conn, c => diesel::insert_into(completion_certificates::table).values(&row).execute(c))?;
        issued += 1;
    }
    Ok(issued)
}
