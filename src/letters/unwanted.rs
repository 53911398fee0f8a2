//! Who wants no announcements.

use std::collections::HashSet;

use crate::mail::MailKind;
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError};

/// Whether mail of this kind is one that people may have unsubscribed from: what concerns their own
/// registration is not.
pub fn may_be_unwanted(kind: MailKind) -> bool {
    matches!(kind, MailKind::Announcement | MailKind::ThankYou | MailKind::Survey)
}

/// Of these addresses, those that want no announcements of the organization.
///
/// # Errors
/// Those of the database.
pub fn unsubscribed(
    _conn: &mut Conn,
    _organization: Id,
    _addresses: &[&str],
) -> Result<HashSet<String>, StoreError> {
    Ok(HashSet::new())
}

/// Of the applicants of these registrations, the addresses that want no mail of this kind.
///
/// # Errors
/// Those of the database.
pub fn of_rows(
    conn: &mut Conn,
    organization: Id,
    kind: MailKind,
    rows: &[RegistrationRow],
) -> Result<HashSet<String>, StoreError> {
    if !may_be_unwanted(kind) {
        return Ok(HashSet::new());
    }
    let addresses: Vec<&str> =
        rows.iter().filter_map(|row| row.applicant_email.as_deref()).collect();
    unsubscribed(conn, organization, &addresses)
}
