//! Accounts: one a person, by mail address, whatever organizations they work for.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::accounts;
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
