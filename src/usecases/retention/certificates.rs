//! Certificates of what was purged: numbers and times without names, each with the hash of the one before.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::erase;
use crate::app::App;
use crate::store::purges::{self, PurgeRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};
use crate::usecases::{Failure, Permission, Principal};

/// Certificates on a page.
const PAGE: i64 = 50;

/// Signs one whose traces have been overwritten. `false`: it is signed already.
///
/// # Errors
/// Those of the database.
pub fn sign(conn: &mut Conn, id: Id, now: Time) -> Result<bool, StoreError> {
    let Some(mut row) = purges::locked(conn, id)?.filter(|row| row.state == "overwriting") else {
        return Ok(false);
    };
    row.finished_at = Some(now);
    row.previous_hash = purges::last_hash(conn, row.organization_id)?;
    row.hash = Some(hash_of(&row));
    "done".clone_into(&mut row.state);
    purges::save(conn, &row)?;
    Ok(true)
}

/// The SHA-256 of what a certificate says, one `name: value` a line, in hexadecimal digits.
pub fn hash_of(row: &PurgeRow) -> String {
    let digest = Sha256::digest(said(row).as_bytes());
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What a certificate says, as it is hashed.
fn said(row: &PurgeRow) -> String {
    let time = |at: Option<Time>| at.map(|at| at.0.to_rfc3339()).unwrap_or_default();
    let lines = [
        ("id", row.id.0.to_string()),
        ("organization", row.organization_id.0.to_string()),
        ("event", row.event_id.0.to_string()),
        ("event_title", row.event_title.0.clone()),
        ("kind", row.kind.clone()),
        ("rule", row.rule.0.clone()),
        ("requested_by", row.requested_by.clone()),
        ("last_meeting_at", time(row.last_meeting_at)),
        ("started_at", time(Some(row.started_at))),
        ("erased_at", time(row.erased_at)),
        ("finished_at", time(row.finished_at)),
        ("counts", row.counts.0.clone()),
        ("previous", row.previous_hash.clone().unwrap_or_default()),
    ];
    lines.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "{name}: {value}");
        text
    })
}

/// A certificate with whether it says what was signed.
pub struct Certificate {
    pub row: PurgeRow,
    /// Of one that is signed: its hash is that of what it says.
    pub is_intact: bool,
}

impl From<PurgeRow> for Certificate {
    fn from(row: PurgeRow) -> Self {
        let is_intact = row.hash.as_ref().is_none_or(|hash| *hash == hash_of(&row));
        Self { row, is_intact }
    }
}

/// The organization's certificates, newest first, before `before`; with the id to go on with.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn list(
    app: &App,
    principal: &Principal,
    before: Option<&str>,
) -> Result<(Vec<Certificate>, Option<String>), Failure> {
    principal.must(Permission::ReadRegistrations)?;
    let before = before.map(erase::id_of).transpose()?;
    let organization = Id(principal.organization.0);
    let mut rows =
        app.read(move |conn| purges::list(conn, organization, None, before, PAGE + 1)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| has_more).map(|row| row.id.0.to_string());
    Ok((rows.into_iter().map(Certificate::from).collect(), next))
}

/// One of them.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn show(app: &App, principal: &Principal, id: &str) -> Result<Certificate, Failure> {
    let (organization, id) = (Id(principal.organization.0), erase::id_of(id)?);
    let row = app.read(move |conn| purges::by_id(conn, organization, id)).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let event = crate::domain::ids::EventId(row.event_id.0);
    principal.must_in(event, Permission::ReadRegistrations)?;
    Ok(row.into())
}

/// Those of one event, newest first.
///
/// # Errors
/// Those of the database.
pub async fn of_event(
    app: &App,
    principal: &Principal,
    event: crate::domain::ids::EventId,
) -> Result<Vec<Certificate>, Failure> {
    principal.must_in(event, Permission::ReadRegistrations)?;
    let organization = Id(principal.organization.0);
    let rows = app
        .read(move |conn| purges::list(conn, organization, Some(Id(event.0)), None, PAGE))
        .await?;
    Ok(rows.into_iter().map(Certificate::from).collect())
}
