//! What members are called, and where mail to them goes.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::members;
use super::types::Id;

/// The names of an organization's members.
pub fn of(conn: &mut Conn, organization: Id) -> Result<HashMap<Id, String>, StoreError> {
    let rows: Vec<(Id, String)> = members::table
        .filter(members::organization_id.eq(organization))
        .select((members::id, members::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The mail address of a member of an organization.
pub fn address_of(
    conn: &mut Conn,
    organization: Id,
    member: Id,
) -> Result<Option<String>, StoreError> {
    Ok(members::table
        .find(member)
        .filter(members::organization_id.eq(organization))
        .select(members::email)
        .first(conn)
        .optional()?)
}
