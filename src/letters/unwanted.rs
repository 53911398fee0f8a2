//! Who wants no announcements.

use std::collections::{HashMap, HashSet};

use crate::domain::ids::OrganizationId;
use crate::domain::values::email::EmailAddress;
use crate::links::{AddressKey, Links};
use crate::mail::MailKind;
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, unsubscribes};

/// Of the applicants of these registrations, the addresses that want no mail of this kind. What concerns
/// their own registration cannot be stopped.
///
/// # Errors
/// Those of the database.
pub fn of_rows(
    conn: &mut Conn,
    links: &Links,
    organization: Id,
    kind: MailKind,
    rows: &[RegistrationRow],
) -> Result<HashSet<String>, StoreError> {
    if !kind.may_be_stopped() {
        return Ok(HashSet::new());
    }
    let mut addresses: HashMap<AddressKey, Vec<&str>> = HashMap::new();
    for address in rows.iter().filter_map(|row| row.applicant_email.as_deref()) {
        if let Ok(parsed) = EmailAddress::parse(address) {
            let key = links.address_key(OrganizationId(organization.0), &parsed);
            addresses.entry(key).or_default().push(address);
        }
    }
    let keys: Vec<AddressKey> = addresses.keys().copied().collect();
    let stopped = unsubscribes::unsubscribed(conn, organization, &keys)?;
    let unwanted = stopped.iter().filter_map(|key| addresses.get(key)).flatten();
    Ok(unwanted.map(|address| (*address).to_owned()).collect())
}
