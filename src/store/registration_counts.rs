//! How many registrations of a session are in each state, counted in the transaction that changes it.
//!
//! Counts are kept in blocks of sequence numbers: a few hundred of them make up the largest session, and
//! a place on a waiting list is the sum of the blocks before it with a count inside one block.

use std::collections::{BTreeMap, HashSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::schema::registration_counts;
use super::types::{Id, Uid};
use crate::domain::ids::{OrganizationId, SessionId};
use crate::domain::seats::Board;
use crate::domain::seats::board::{Fate, Standing};
use crate::domain::state::State;

/// Sequence numbers in one block.
pub const BLOCK: i64 = 2_048;

/// A difference to a count.
struct CountRow {
    organization_id: Id,
    session_id: Id,
    state: String,
    block: i64,
    count: i64,
}

many_rows! { CountRow as CountColumns, "registration_counts",
" ON CONFLICT (session_id, state, block, organization_id) DO UPDATE
 SET count = registration_counts.count + excluded.count" {
    organization_id: Uid = Id,
    session_id: Uid = Id,
    state: Text = String,
    block: BigInt = i64,
    count: BigInt = i64,
} }

/// The block of a sequence number; they begin with 1.
pub fn block_of(sequence: i64) -> i64 {
    (sequence - 1) / BLOCK
}

/// The blocks of a session in which somebody is in one of these states.
pub fn blocks_with(
    conn: &mut Conn,
    session: SessionId,
    states: &[String],
) -> Result<HashSet<i64>, StoreError> {
    let blocks: Vec<i64> = registration_counts::table
        .filter(registration_counts::session_id.eq(Id(session.0)))
        .filter(registration_counts::state.eq_any(states))
        .filter(registration_counts::count.gt(0))
        .select(registration_counts::block)
        .load(conn)?;
    Ok(blocks.into_iter().collect())
}

/// Writes the differences that a batch makes.
pub(super) fn write(conn: &mut Conn, board: &Board) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for ((session, state, block), count) in differences(board)? {
        if count != 0 {
            rows.push(CountRow {
                organization_id: Id(organization(board, session)?.0),
                session_id: Id(session.0),
                state: state.as_str().to_owned(),
                block,
                count,
            });
        }
    }
    write_many!(conn, &rows);
    Ok(())
}

type Place = (SessionId, State, i64);

fn differences(board: &Board) -> Result<BTreeMap<Place, i64>, StoreError> {
    let mut differences = BTreeMap::new();
    let place = |stands: Standing| (stands.session, stands.state, block_of(stands.sequence));
    for held in board.registrations.values() {
        match held.fate {
            Fate::Unchanged | Fate::Gone => continue,
            Fate::New => {}
            Fate::Changed => {
                let stood = board
                    .stood
                    .get(&held.id)
                    .ok_or(StoreError::Unreadable("a registration that was not loaded"))?;
                *differences.entry(place(*stood)).or_insert(0) -= 1;
            }
        }
        *differences.entry(place(held.standing())).or_insert(0) += 1;
    }
    Ok(differences)
}

fn organization(board: &Board, session: SessionId) -> Result<OrganizationId, StoreError> {
    let session = board.sessions.get(&session);
    session.map(|s| s.organization).ok_or(StoreError::Unreadable("a count without session"))
}

/// How many registrations of these sessions are in each state.
pub fn by_session(
    conn: &mut Conn,
    sessions: &[SessionId],
) -> Result<Vec<(Id, String, i64)>, StoreError> {
    let ids: Vec<Id> = sessions.iter().map(|id| Id(id.0)).collect();
    Ok(registration_counts::table
        .filter(registration_counts::session_id.eq_any(ids))
        .group_by((registration_counts::session_id, registration_counts::state))
        .select((
            registration_counts::session_id,
            registration_counts::state,
            sql::<BigInt>("CAST(SUM(count) AS BIGINT)"),
        ))
        .load(conn)?)
}

/// How many registrations of a session are in one of these states.
pub fn in_states(
    conn: &mut Conn,
    session: SessionId,
    states: &[String],
) -> Result<i64, StoreError> {
    Ok(registration_counts::table
        .filter(registration_counts::session_id.eq(Id(session.0)))
        .filter(registration_counts::state.eq_any(states))
        .select(sql::<BigInt>("CAST(COALESCE(SUM(count), 0) AS BIGINT)"))
        .get_result(conn)?)
}

/// How many wait in each block before `block`, in the order of the blocks.
pub fn waiting_before(
    conn: &mut Conn,
    session: SessionId,
    block: i64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(registration_counts::table
        .filter(registration_counts::session_id.eq(Id(session.0)))
        .filter(registration_counts::state.eq(State::Waitlisted.as_str()))
        .filter(registration_counts::block.lt(block))
        .order(registration_counts::block)
        .select((registration_counts::block, registration_counts::count))
        .load(conn)?)
}
