//! Who has stopped an organization's announcements.

use std::collections::HashSet;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::mail_unsubscribes;
use super::types::{Id, Time};
use crate::links::AddressKey;

#[derive(Insertable)]
#[diesel(table_name = mail_unsubscribes, treat_none_as_default_value = false)]
struct UnsubscribeRow {
    organization_id: Id,
    address_key: Vec<u8>,
    unsubscribed_at: Time,
}

/// Stops an organization's announcements to an address; the first time counts.
pub fn stop(
    conn: &mut Conn,
    organization: Id,
    address: &AddressKey,
    now: Time,
) -> Result<(), StoreError> {
    let row = UnsubscribeRow {
        organization_id: organization,
        address_key: address.to_vec(),
        unsubscribed_at: now,
    };
    each!(conn, c => diesel::insert_into(mail_unsubscribes::table)
        .values(&row)
        .on_conflict((mail_unsubscribes::address_key, mail_unsubscribes::organization_id))
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// Lets them go out again.
pub fn resume(conn: &mut Conn, organization: Id, address: &AddressKey) -> Result<(), StoreError> {
    let stopped = mail_unsubscribes::table
        .filter(mail_unsubscribes::address_key.eq(address.to_vec()))
        .filter(mail_unsubscribes::organization_id.eq(organization));
    diesel::delete(stopped).execute(conn)?;
    Ok(())
}

/// Which of these addresses want no announcements of this organization.
pub fn unsubscribed(
    conn: &mut Conn,
    organization: Id,
    addresses: &[AddressKey],
) -> Result<HashSet<AddressKey>, StoreError> {
    /// Keys in one statement.
    const CHUNK: usize = 500;
    let mut found = HashSet::new();
    for chunk in addresses.chunks(CHUNK) {
        let keys: Vec<Vec<u8>> = chunk.iter().map(|key| key.to_vec()).collect();
        let stopped: Vec<Vec<u8>> = mail_unsubscribes::table
            .filter(mail_unsubscribes::organization_id.eq(organization))
            .filter(mail_unsubscribes::address_key.eq_any(keys))
            .select(mail_unsubscribes::address_key)
            .load(conn)?;
        found.extend(stopped.into_iter().filter_map(|key| AddressKey::try_from(key).ok()));
    }
    Ok(found)
}
