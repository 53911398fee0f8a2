//! Who was there, as what comes after an event needs it: by registration and meeting.

use diesel::dsl::count;
use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{check_ins, registrations};
use super::types::Id;

/// A registration was there at a meeting, with so many persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attended {
    pub session: Id,
    pub meeting: Id,
    pub registration: Id,
    pub persons: i64,
}

/// Attendance of these sessions by those who have their seat still; what was taken back is left out.
pub fn of_sessions(conn: &mut Conn, sessions: &[Id]) -> Result<Vec<Attended>, StoreError> {
    let rows: Vec<(Id, Id, Id, i32)> = check_ins::table
        .filter(check_ins::session_id.eq_any(sessions))
        .filter(check_ins::undone_at.is_null())
        .filter(check_ins::registration_id.eq_any(seated(sessions)))
        .select((
            check_ins::session_id,
            check_ins::meeting_id,
            check_ins::registration_id,
            check_ins::persons,
        ))
        .load(conn)?;
    let attended = |(session, meeting, registration, persons)| Attended {
        session,
        meeting,
        registration,
        persons: i64::from(persons),
    };
    Ok(rows.into_iter().map(attended).collect())
}

/// Registrations of these sessions with a seat that were there at any of their meetings.
pub fn present(conn: &mut Conn, sessions: &[Id]) -> Result<i64, StoreError> {
    Ok(check_ins::table
        .filter(check_ins::session_id.eq_any(sessions))
        .filter(check_ins::undone_at.is_null())
        .filter(check_ins::registration_id.eq_any(seated(sessions)))
        .select(count(check_ins::registration_id).aggregate_distinct())
        .first(conn)?)
}

/// Who has a seat: of those who came and withdrew afterwards a session does not say that they were there.
#[diesel::dsl::auto_type(no_type_alias)]
fn seated<'a>(sessions: &'a [Id]) -> _ {
    registrations::table
        .filter(registrations::session_id.eq_any(sessions))
        .filter(registrations::state.eq("confirmed"))
        .select(registrations::id)
}
