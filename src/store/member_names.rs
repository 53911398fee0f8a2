//! What members are called, and where mail to them goes.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{accounts, members};
use super::types::Id;

/// The names of an organization's members, as it knows them.
pub fn of(conn: &mut Conn, organization: Id) -> Result<HashMap<Id, String>, StoreError> {
    let rows: Vec<(Id, Option<String>, String)> = members::table
        .inner_join(accounts::table.on(accounts::id.eq(members::account_id)))
        .filter(members::organization_id.eq(organization))
        .select((members::id, members::invited_as, accounts::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, called, name)| (id, called.unwrap_or(name))).collect())
}

/// The mail address of a member of an organization.
pub fn address_of(
    conn: &mut Conn,
    organization: Id,
    member: Id,
) -> Result<Option<String>, StoreError> {
    Ok(members::table
        .inner_join(accounts::table.on(accounts::id.eq(members::account_id)))
        .filter(members::id.eq(member))
        .filter(members::organization_id.eq(organization))
        .filter(members::removed_at.is_null())
        .select(accounts::email)
        .first(conn)
        .optional()?)
}
