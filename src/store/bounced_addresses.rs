//! Addresses from which mail has come back.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::bounced_addresses;
use super::types::{Id, Time};
use crate::links::AddressKey;

/// An address, by its key, and the last report about it.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = bounced_addresses, treat_none_as_default_value = false)]
pub struct BouncedAddressRow {
    pub organization_id: Id,
    pub address_key: Vec<u8>,
    /// The mail that came back.
    pub outbox_id: Id,
    /// As RFC 3463 writes it: `5.1.1`.
    pub status: String,
    pub bounced_at: Time,
}

/// Notes a report; the last one counts.
pub fn note(conn: &mut Conn, row: &BouncedAddressRow) -> Result<(), StoreError> {
    let known = bounced_addresses::table
        .filter(bounced_addresses::address_key.eq(&row.address_key))
        .filter(bounced_addresses::organization_id.eq(row.organization_id));
    let changed = diesel::update(known)
        .set((
            bounced_addresses::outbox_id.eq(row.outbox_id),
            bounced_addresses::status.eq(&row.status),
            bounced_addresses::bounced_at.eq(row.bounced_at),
        ))
        .execute(conn)?;
    if changed == 0 {
        each!(conn, c => diesel::insert_into(bounced_addresses::table)
            .values(row)
            .on_conflict((bounced_addresses::address_key, bounced_addresses::organization_id))
            .do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Of these addresses, those from which mail has come back.
pub fn of(
    conn: &mut Conn,
    organization: Id,
    addresses: &[AddressKey],
) -> Result<HashMap<AddressKey, BouncedAddressRow>, StoreError> {
    if addresses.is_empty() {
        return Ok(HashMap::new());
    }
    let keys: Vec<Vec<u8>> = addresses.iter().map(|key| key.to_vec()).collect();
    let rows: Vec<BouncedAddressRow> = bounced_addresses::table
        .filter(bounced_addresses::organization_id.eq(organization))
        .filter(bounced_addresses::address_key.eq_any(keys))
        .select(BouncedAddressRow::as_select())
        .load(conn)?;
    let keyed = rows.into_iter().filter_map(|row| {
        let key = AddressKey::try_from(row.address_key.as_slice()).ok()?;
        Some((key, row))
    });
    Ok(keyed.collect())
}
