//! Accounts: one a person, by mail address, whatever organizations they work for.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{accounts, sign_in_failures};
use super::types::{Id, Time};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub struct AccountRow {
    pub id: Id,
    pub email: String,
    pub email_key: String,
    pub name: String,
    /// Of argon2id; nobody has a password who has not set one.
    pub password_hash: Option<String>,
    pub password_changed_at: Option<Time>,
    pub created_at: Time,
}

pub fn by_id(conn: &mut Conn, id: Id) -> Result<Option<AccountRow>, StoreError> {
    Ok(accounts::table.find(id).select(AccountRow::as_select()).first(conn).optional()?)
}

pub fn by_email(conn: &mut Conn, email_key: &str) -> Result<Option<AccountRow>, StoreError> {
    Ok(accounts::table
        .filter(accounts::email_key.eq(email_key))
        .select(AccountRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert(conn: &mut Conn, row: &AccountRow) -> Result<(), StoreError> {
    diesel::insert_into(accounts::table).values(row).execute(conn)?;
    Ok(())
}

pub fn rename(conn: &mut Conn, id: Id, name: &str) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(id)).set(accounts::name.eq(name)).execute(conn)?;
    Ok(())
}

/// Sets the password, or takes it away.
pub fn set_password(
    conn: &mut Conn,
    id: Id,
    hash: Option<&str>,
    now: Time,
) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(id))
        .set((accounts::password_hash.eq(hash), accounts::password_changed_at.eq(Some(now))))
        .execute(conn)?;
    Ok(())
}

/// How often in a row proofs of this account were wrong, and when last.
pub fn failures(conn: &mut Conn, id: Id) -> Result<Option<(i32, Time)>, StoreError> {
    Ok(sign_in_failures::table
        .find(id)
        .select((sign_in_failures::failures, sign_in_failures::last_at))
        .first(conn)
        .optional()?)
}

/// Remembers one more wrong proof.
pub fn failed(conn: &mut Conn, id: Id, now: Time) -> Result<(), StoreError> {
    let known = diesel::update(sign_in_failures::table.find(id))
        .set((
            sign_in_failures::failures.eq(sign_in_failures::failures + 1),
            sign_in_failures::last_at.eq(now),
        ))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(sign_in_failures::table)
            .values((
                sign_in_failures::account_id.eq(id),
                sign_in_failures::failures.eq(1),
                sign_in_failures::last_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets wrong proofs, after a right one.
pub fn forgive(conn: &mut Conn, id: Id) -> Result<(), StoreError> {
    diesel::delete(sign_in_failures::table.find(id)).execute(conn)?;
    Ok(())
}
