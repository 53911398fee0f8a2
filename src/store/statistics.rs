//! Registrations in numbers: by channel and hour of arrival, and their answers without anything else of them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::backend::Conn;
use super::error::StoreError;
use super::schema::registrations;
use super::types::{Id, JsonText};

/// How many arrived in an hour by a channel.
#[derive(Clone, Debug, QueryableByName)]
pub struct Arrivals {
    #[diesel(sql_type = Text)]
    pub source: String,
    /// In UTC: `2026-10-15T09`.
    #[diesel(sql_type = Text)]
    pub hour: String,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Arrivals of these sessions by channel and hour.
pub fn arrivals(conn: &mut Conn, sessions: &[Id]) -> Result<Vec<Arrivals>, StoreError> {
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let hour = match conn {
        Conn::Postgres(_) => r#"to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24')"#,
        Conn::Sqlite(_) => "substr(received_at, 1, 13)",
    };
    let these = listed(conn, sessions);
    let asked = format!(
        "SELECT source AS source, {hour} AS hour, COUNT(*) AS count FROM registrations \
         WHERE session_id IN ({these}) GROUP BY 1, 2"
    );
    Ok(diesel::sql_query(asked).load(conn)?)
}

/// How many registrations there are, and the sum of their versions: others whenever one is made, changed or purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Fingerprint {
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub versions: i64,
}

/// The fingerprint of the registrations of these sessions.
pub fn fingerprint(conn: &mut Conn, sessions: &[Id]) -> Result<Fingerprint, StoreError> {
    if sessions.is_empty() {
        return Ok(Fingerprint { count: 0, versions: 0 });
    }
    let these = listed(conn, sessions);
    let asked = format!(
        "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(version), 0) AS BIGINT) AS versions \
         FROM registrations WHERE session_id IN ({these})"
    );
    Ok(diesel::sql_query(asked).get_result(conn)?)
}

/// Ids of ours, as SQL writes them: there is nothing in them but hexadecimal digits.
fn listed(conn: &Conn, ids: &[Id]) -> String {
    let one = |id: &Id| match conn {
        Conn::Postgres(_) => format!("'{}'::uuid", id.0),
        Conn::Sqlite(_) => format!("x'{}'", id.0.simple()),
    };
    ids.iter().map(one).collect::<Vec<_>>().join(",")
}

/// Answers of those of a session who have a seat, page by page, with their sequence number.
pub fn answers_after(
    conn: &mut Conn,
    session: Id,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, JsonText)>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq("confirmed"))
        .filter(registrations::sequence.gt(after))
        .order(registrations::sequence)
        .limit(limit)
        .select((registrations::sequence, registrations::answers))
        .load(conn)?)
}
