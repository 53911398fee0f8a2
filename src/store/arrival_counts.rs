//! How many applications came in which hour and by which way, counted in the transaction that makes them.
//!
//! A registration is counted once, where and when it arrived: one that moves to another session, or is withdrawn,
//! stays counted. So nothing is ever taken away, and the days of a large event are sums of a few thousand rows.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::registrations::RegistrationRow;
use super::schema::arrival_counts;
use super::types::{Id, Uid};
use crate::domain::ids::SessionId;

/// Seconds in an hour.
const HOUR: i64 = 3_600;

/// A difference to a count.
struct ArrivalRow {
    organization_id: Id,
    session_id: Id,
    hour: i64,
    source: String,
    count: i64,
}

many_rows! { ArrivalRow as ArrivalColumns, "arrival_counts",
" ON CONFLICT (session_id, hour, source, organization_id) DO UPDATE
 SET count = arrival_counts.count + excluded.count" {
    organization_id: Uid = Id,
    session_id: Uid = Id,
    hour: BigInt = i64,
    source: Text = String,
    count: BigInt = i64,
} }

/// Applications of one way that arrived in one hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// Hours since 1970, UTC.
    pub hour: i64,
    pub source: String,
    pub count: i64,
}

/// Counts new registrations.
pub(super) fn write(conn: &mut Conn, new: &[RegistrationRow]) -> Result<(), StoreError> {
    let mut counts: BTreeMap<(Id, Id, i64, &str), i64> = BTreeMap::new();
    for row in new {
        let hour = row.received_at.0.timestamp().div_euclid(HOUR);
        let place = (row.session_id, row.organization_id, hour, row.source.as_str());
        *counts.entry(place).or_insert(0) += 1;
    }
    let row = |((session_id, organization_id, hour, source), count): ((Id, Id, i64, &str), i64)| {
        ArrivalRow { organization_id, session_id, hour, source: source.to_owned(), count }
    };
    let rows: Vec<ArrivalRow> = counts.into_iter().map(row).collect();
    write_many!(conn, &rows);
    Ok(())
}

/// What arrived in these sessions, in order of time.
pub fn of(conn: &mut Conn, sessions: &[SessionId]) -> Result<Vec<Arrivals>, StoreError> {
    let ids: Vec<Id> = sessions.iter().map(|id| Id(id.0)).collect();
    let rows: Vec<(i64, String, i64)> = arrival_counts::table
        .filter(arrival_counts::session_id.eq_any(ids))
        .group_by((arrival_counts::hour, arrival_counts::source))
        .order(arrival_counts::hour)
        .select((
            arrival_counts::hour,
            arrival_counts::source,
            sql::<BigInt>("CAST(SUM(count) AS BIGINT)"),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(hour, source, count)| Arrivals { hour, source, count }).collect())
}
