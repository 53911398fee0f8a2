//! How events, sessions and registrations are called that lines of the audit trail are about.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{events, registrations, sessions};
use super::types::{Id, JsonText};

/// Titles of those of these ids that are events of the organization, and names of those that are sessions.
pub fn titles(
    conn: &mut Conn,
    organization: Id,
    ids: &[Id],
) -> Result<HashMap<Id, JsonText>, StoreError> {
    let mut found: Vec<(Id, JsonText)> = events::table
        .filter(events::id.eq_any(ids))
        .filter(events::organization_id.eq(organization))
        .select((events::id, events::title))
        .load(conn)?;
    found.extend(
        sessions::table
            .filter(sessions::id.eq_any(ids))
            .filter(sessions::organization_id.eq(organization))
            .select((sessions::id, sessions::name))
            .load::<(Id, JsonText)>(conn)?,
    );
    Ok(found.into_iter().collect())
}

/// Reception numbers of those of these ids that are registrations of the organization.
pub fn reception_numbers(
    conn: &mut Conn,
    organization: Id,
    ids: &[Id],
) -> Result<HashMap<Id, String>, StoreError> {
    let found: Vec<(Id, String)> = registrations::table
        .filter(registrations::id.eq_any(ids))
        .filter(registrations::organization_id.eq(organization))
        .select((registrations::id, registrations::reception_number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}
