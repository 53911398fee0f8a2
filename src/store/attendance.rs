//! Who was there, as what comes after an event needs it: by registration and meeting.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::check_ins;
use super::types::Id;

/// A registration was there at a meeting, with so many persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attended {
    pub session: Id,
    pub meeting: Id,
    pub registration: Id,
    pub persons: i64,
}

/// Attendance of these sessions, whatever was taken back left out.
pub fn of_sessions(conn: &mut Conn, sessions: &[Id]) -> Result<Vec<Attended>, StoreError> {
    let rows: Vec<(Id, Id, Id, i32)> = check_ins::table
        .filter(check_ins::session_id.eq_any(sessions))
        .filter(check_ins::undone_at.is_null())
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
