//! What draws have given: the record that anybody can check.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::programmes::stored;
use super::schema::drawn_places;
use super::types::{Id, Stamp, Time, Uid};
use crate::domain::seats::Board;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = drawn_places, treat_none_as_default_value = false)]
pub struct DrawnRow {
    pub organization_id: Id,
    pub session_id: Id,
    pub registration_id: Id,
    /// What the order follows from.
    pub word: String,
    /// From 1.
    pub place: i32,
    pub reception_number: String,
    /// What it came to then: `confirmed`, `waitlisted` or `declined`.
    pub state: String,
    pub drawn_at: Time,
}

many_rows! { DrawnRow as DrawnColumns, "drawn_places", "" {
    organization_id: Uid = Id,
    session_id: Uid = Id,
    registration_id: Uid = Id,
    word: Text = String,
    place: Integer = i32,
    reception_number: Text = String,
    state: Text = String,
    drawn_at: Stamp = Time,
} }

/// Records the draws of a batch.
pub(crate) fn record(conn: &mut Conn, board: &Board) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(board.drawn.len());
    for drawn in &board.drawn {
        let session = board.sessions.get(&drawn.session);
        let held = board.registrations.get(&drawn.registration);
        let (Some(session), Some(held)) = (session, held) else {
            return Err(StoreError::Unreadable("a drawn registration without session"));
        };
        rows.push(DrawnRow {
            organization_id: Id(session.organization.0),
            session_id: Id(drawn.session.0),
            registration_id: Id(drawn.registration.0),
            word: drawn.word.clone(),
            place: stored(drawn.place),
            reception_number: held.reception_number.clone(),
            state: drawn.state.as_str().to_owned(),
            drawn_at: Time(drawn.at),
        });
    }
    let rows = &rows[..];
    write_many!(conn, rows);
    Ok(())
}

/// The draws of a session, the latest first, each in its order.
pub fn of_session(conn: &mut Conn, session: Id) -> Result<Vec<DrawnRow>, StoreError> {
    Ok(drawn_places::table
        .filter(drawn_places::session_id.eq(session))
        .order((drawn_places::drawn_at.desc(), drawn_places::place.asc()))
        .select(DrawnRow::as_select())
        .load(conn)?)
}
