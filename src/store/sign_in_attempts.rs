//! What is under way with somebody who is not signed in yet, by the hash of a secret in their browser.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::sign_in_attempts;
use super::types::{Id, JsonText, Time};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_attempts, treat_none_as_default_value = false)]
pub struct AttemptRow {
    pub token_hash: Vec<u8>,
    /// What it is: a second step, a passkey, a way to a provider.
    pub kind: String,
    pub account_id: Option<Id>,
    pub data: JsonText,
    /// Wrong codes so far.
    pub failures: i32,
    pub created_at: Time,
    pub expires_at: Time,
    pub used_at: Option<Time>,
}

pub fn insert(conn: &mut Conn, row: &AttemptRow) -> Result<(), StoreError> {
    diesel::insert_into(sign_in_attempts::table).values(row).execute(conn)?;
    Ok(())
}

/// The attempt of this kind, if it is still under way.
pub fn current(
    conn: &mut Conn,
    hash: &[u8],
    kind: &str,
    now: Time,
) -> Result<Option<AttemptRow>, StoreError> {
    Ok(sign_in_attempts::table
        .filter(sign_in_attempts::token_hash.eq(hash.to_vec()))
        .filter(sign_in_attempts::kind.eq(kind))
        .filter(sign_in_attempts::used_at.is_null())
        .filter(sign_in_attempts::expires_at.gt(now))
        .select(AttemptRow::as_select())
        .first(conn)
        .optional()?)
}

/// Uses an attempt up; whether it was still under way. Of two that use it at once, one does.
pub fn use_up(conn: &mut Conn, hash: &[u8], now: Time) -> Result<bool, StoreError> {
    let open = sign_in_attempts::table
        .filter(sign_in_attempts::token_hash.eq(hash.to_vec()))
        .filter(sign_in_attempts::used_at.is_null())
        .filter(sign_in_attempts::expires_at.gt(now));
    Ok(diesel::update(open).set(sign_in_attempts::used_at.eq(Some(now))).execute(conn)? == 1)
}

/// Counts a wrong code; how many there were with it.
pub fn failed(conn: &mut Conn, hash: &[u8]) -> Result<i32, StoreError> {
    let its = || sign_in_attempts::table.filter(sign_in_attempts::token_hash.eq(hash.to_vec()));
    diesel::update(its())
        .set(sign_in_attempts::failures.eq(sign_in_attempts::failures + 1))
        .execute(conn)?;
    Ok(its().select(sign_in_attempts::failures).first(conn)?)
}

/// Forgets what ended before then.
pub fn forget_before(conn: &mut Conn, before: Time) -> Result<usize, StoreError> {
    let ended = sign_in_attempts::table.filter(sign_in_attempts::expires_at.lt(before));
    Ok(diesel::delete(ended).execute(conn)?)
}
