//! Wrong proofs of who somebody is, in a row, by what was tried.

use diesel::prelude::*;

use super::backend::{self, Conn, Lockable, each};
use super::error::StoreError;
use super::schema::sign_in_failures;
use super::types::{Id, Time};

/// Locks an account until the transaction ends: of many who try at once, each sees what became of the one before.
pub fn lock(conn: &mut Conn, account: Id) -> Result<(), StoreError> {
    backend::lock(conn, Lockable::Accounts, &[account])
}

/// How often in a row proofs of this kind were wrong, and when last.
pub fn of(conn: &mut Conn, account: Id, kind: &str) -> Result<Option<(i32, Time)>, StoreError> {
    Ok(sign_in_failures::table
        .find((account, kind))
        .select((sign_in_failures::failures, sign_in_failures::last_at))
        .first(conn)
        .optional()?)
}

/// How many of all kinds are remembered.
pub fn count(conn: &mut Conn, account: Id) -> Result<i64, StoreError> {
    let all: Vec<i32> = sign_in_failures::table
        .filter(sign_in_failures::account_id.eq(account))
        .select(sign_in_failures::failures)
        .load(conn)?;
    Ok(all.into_iter().map(i64::from).sum())
}

/// Remembers one more wrong proof; how many there are with it.
pub fn add(conn: &mut Conn, account: Id, kind: &str, now: Time) -> Result<i32, StoreError> {
    let row = (
        sign_in_failures::account_id.eq(account),
        sign_in_failures::kind.eq(kind),
        sign_in_failures::failures.eq(1),
        sign_in_failures::last_at.eq(now),
    );
    let one_more = (
        sign_in_failures::failures.eq(sign_in_failures::failures + 1),
        sign_in_failures::last_at.eq(now),
    );
    each!(conn, c => diesel::insert_into(sign_in_failures::table)
        .values(row)
        .on_conflict((sign_in_failures::account_id, sign_in_failures::kind))
        .do_update()
        .set(one_more)
        .execute(c))?;
    Ok(of(conn, account, kind)?.map_or(1, |(failures, _)| failures))
}

/// Forgets wrong proofs, after a right one.
pub fn forgive(conn: &mut Conn, account: Id) -> Result<(), StoreError> {
    let all = sign_in_failures::table.filter(sign_in_failures::account_id.eq(account));
    diesel::delete(all).execute(conn)?;
    Ok(())
}
