//! Chosen registrations handed on: copied as a table, as a file, as those to whom somebody writes.

use std::sync::Arc;

use serde_json::Value;

use super::bulk::{self, Chosen};
use super::listing::{self, Scope};
use crate::app::App;
use crate::domain::event::Event;
use crate::store::bulk_actions::{self, BulkRow, FOR_MAIL};
use crate::store::types::Id;
use crate::usecases::export_attendees::{self, Export, Wanted};
use crate::usecases::note_export::note_export;
use crate::usecases::{Failure, Permission, Principal, Registration};

/// Rows of which a member may be shown all at once.
pub const COPIED_MAX: usize = 5_000;

/// The chosen registrations to be copied, at most [`COPIED_MAX`]; that they were is noted.
///
/// # Errors
/// Those of [`bulk::ids`].
pub async fn copied(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    chosen: &Chosen,
) -> Result<Vec<Registration>, Failure> {
    principal.must_in(scope.programme.event.id, Permission::ReadRegistrations)?;
    let mut ids = bulk::ids(app, principal, scope, chosen).await?;
    ids.truncate(COPIED_MAX);
    let programme = Arc::clone(&scope.programme);
    let found = app.read(move |conn| listing::of_these(conn, &programme, &ids)).await?;
    let event = &scope.programme.event;
    note_export(app, principal, event.id, ("tsv", found.len()), Value::Null).await?;
    Ok(found.into_iter().map(|found| found.seen_by(principal, event)).collect())
}

/// The chosen registrations as a file with the usual columns.
///
/// # Errors
/// [`Failure::Invalid`]: nobody was chosen.
pub async fn exported(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    chosen: &Chosen,
    wanted: &Wanted,
) -> Result<Export, Failure> {
    principal.must_in(scope.programme.event.id, Permission::ReadRegistrations)?;
    let ids = some(bulk::ids(app, principal, scope, chosen).await?)?;
    export_attendees::prepare_chosen(app, principal, &scope.programme, ids, wanted)
}

fn some(ids: Vec<Id>) -> Result<Vec<Id>, Failure> {
    if ids.is_empty() { Err(Failure::invalid("/chosen", "required")) } else { Ok(ids) }
}

/// Keeps the chosen registrations as those to whom somebody is about to write. The choice's id.
///
/// # Errors
/// [`Failure::Invalid`]: nobody was chosen.
pub async fn to_be_written_to(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    chosen: &Chosen,
) -> Result<uuid::Uuid, Failure> {
    principal.must_in(scope.programme.event.id, Permission::WriteOutbox)?;
    let ids = some(bulk::ids(app, principal, scope, chosen).await?)?;
    let row = bulk::row_of(app, principal, scope, FOR_MAIL, &ids);
    bulk::keep(app, row, ids).await
}

/// Those whom somebody has chosen to write to: of this event, and by this member.
///
/// # Errors
/// [`Failure::NotFound`], also for what somebody else has chosen.
pub async fn chosen_to_write_to(
    app: &App,
    principal: &Principal,
    event: &Event,
    id: &str,
) -> Result<BulkRow, Failure> {
    let found = choice(app, principal, id).await?;
    let is_theirs = found.created_by == principal.actor.to_string();
    let fits = found.event_id.0 == event.id.0 && found.action == FOR_MAIL;
    if is_theirs && fits { Ok(found) } else { Err(Failure::NotFound) }
}

/// A choice of the organization.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn choice(app: &App, principal: &Principal, id: &str) -> Result<BulkRow, Failure> {
    let id = uuid::Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let found = app.read(move |conn| bulk_actions::by_id(conn, organization, Id(id))).await?;
    found.ok_or(Failure::NotFound)
}
