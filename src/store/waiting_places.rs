//! Places on a session's waiting list.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::backend::Conn;
use super::error::StoreError;
use super::registration_counts::{self, BLOCK, block_of};
use super::schema::registrations;
use super::types::{Id, Uid};
use crate::domain::ids::SessionId;
use crate::domain::state::State;

/// Those who are asked for stand close together where the list between the first and the last of them
/// is at most so many times as long as they are many: then it is read; else each one is counted.
const CLOSE: i64 = 16;

/// The place on the waiting list of the registration with this sequence number, from 1.
pub fn one(conn: &mut Conn, session: SessionId, sequence: i64) -> Result<u32, StoreError> {
    let before = registration_counts::waiting_before(conn, session, block_of(sequence))?;
    let in_block = in_block(conn, session, sequence)?;
    Ok(place(before.iter().map(|(_, count)| count).sum::<i64>() + in_block))
}

/// Places of those who wait, by their sequence numbers. `sequences` are in order; who does not wait any
/// more has none.
pub fn of(
    conn: &mut Conn,
    session: SessionId,
    sequences: &[i64],
) -> Result<HashMap<i64, u32>, StoreError> {
    let (Some(first), Some(last)) = (sequences.first(), sequences.last()) else {
        return Ok(HashMap::new());
    };
    let many = i64::try_from(sequences.len()).unwrap_or(i64::MAX);
    if last - first > many.saturating_mul(CLOSE) {
        return far_apart(conn, session, sequences, *last);
    }
    let ahead = i64::from(one(conn, session, *first)?) - 1;
    let waiting: Vec<i64> = registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .filter(registrations::state.eq(State::Waitlisted.as_str()))
        .filter(registrations::sequence.between(first, last))
        .order(registrations::sequence)
        .select(registrations::sequence)
        .load(conn)?;
    Ok(waiting.into_iter().zip((ahead..).map(place)).collect())
}

/// How many wait before this one in its block.
fn in_block(conn: &mut Conn, session: SessionId, sequence: i64) -> Result<i64, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .filter(registrations::state.eq(State::Waitlisted.as_str()))
        .filter(registrations::sequence.gt(block_of(sequence) * BLOCK))
        .filter(registrations::sequence.lt(sequence))
        .count()
        .get_result(conn)?)
}

#[derive(QueryableByName)]
struct Ahead {
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = BigInt)]
    ahead: i64,
}

/// Each one counted in its block, all by one statement.
fn far_apart(
    conn: &mut Conn,
    session: SessionId,
    sequences: &[i64],
    last: i64,
) -> Result<HashMap<i64, u32>, StoreError> {
    let mut sum = 0;
    let mut before = Vec::new();
    for (block, count) in registration_counts::waiting_before(conn, session, block_of(last))? {
        sum += count;
        before.push((block, sum));
    }
    let numbers: Vec<String> = sequences.iter().map(i64::to_string).collect();
    let parameter = if matches!(conn, Conn::Postgres(_)) { "$1" } else { "?" };
    let statement = format!(
        "SELECT r.sequence, (SELECT COUNT(*) FROM registrations w WHERE w.session_id = r.session_id \
             AND w.state = 'waitlisted' AND w.sequence > (r.sequence - 1) / {BLOCK} * {BLOCK} \
             AND w.sequence < r.sequence) AS ahead \
         FROM registrations r WHERE r.session_id = {parameter} AND r.sequence IN ({})",
        numbers.join(",")
    );
    let rows: Vec<Ahead> = diesel::sql_query(statement).bind::<Uid, _>(Id(session.0)).load(conn)?;
    let blocks_before = |sequence: i64| {
        let index = before.partition_point(|(block, _)| *block < block_of(sequence));
        index.checked_sub(1).and_then(|index| before.get(index)).map_or(0, |(_, sum)| *sum)
    };
    Ok(rows
        .into_iter()
        .map(|row| (row.sequence, place(blocks_before(row.sequence) + row.ahead)))
        .collect())
}

fn place(ahead: i64) -> u32 {
    u32::try_from(ahead + 1).unwrap_or(u32::MAX)
}
