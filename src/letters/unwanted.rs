//! Who wants no announcements.

use std::collections::HashSet;

use crate::domain::ids::OrganizationId;
use crate::domain::values::email::EmailAddress;
use crate::links::{AddressKey, Links};
use crate::mail::MailKind;
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, unsubscribes};

/// Of these registrations of an organization, those whose applicant wants no mail of this kind.
///
/// # Errors
/// Those of the database.
pub fn of_rows(
    conn: &mut Conn,
    links: &Links,
    organization: Id,
    kind: MailKind,
    rows: &[RegistrationRow],
) -> Result<HashSet<Id>, StoreError> {
    if !kind.may_be_stopped() {
        return Ok(HashSet::new());
    }
    let keyed = rows.iter().filter_map(|row| {
        let address = EmailAddress::parse(row.applicant_email.as_deref()?).ok()?;
        Some((row.id, links.address_key(OrganizationId(organization.0), &address)))
    });
    let keyed: Vec<(Id, AddressKey)> = keyed.collect();
    let keys: Vec<AddressKey> = keyed.iter().map(|(_, key)| *key).collect();
    let stopped = unsubscribes::unsubscribed(conn, organization, &keys)?;
    Ok(keyed.into_iter().filter(|(_, key)| stopped.contains(key)).map(|(id, _)| id).collect())
}
