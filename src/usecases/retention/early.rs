//! Purging an event before its time: what would go, and letting it go.

use super::erase::{self, NewPurge, PurgeKind};
use super::rules::{self, EventStanding};
use super::watch;
use crate::app::App;
use crate::domain::fault::Faults;
use crate::domain::retention::checked_reason;
use crate::store::purge_preview::{self, ToErase};
use crate::store::types::Id;
use crate::usecases::{Failure, Permission, Principal};

/// What an early purge of an event would erase now. Nothing goes yet.
///
/// # Errors
/// As [`purge`].
pub async fn look(
    app: &App,
    principal: &Principal,
    event: &str,
    reason: &str,
) -> Result<ToErase, Failure> {
    let (standing, _) = permitted(app, principal, event, reason).await?;
    let id = Id(standing.programme.event.id.0);
    Ok(app.read(move |conn| purge_preview::of_event(conn, id)).await?)
}

/// Purges an event that is over before its time; the purge, which goes on by itself.
///
/// # Errors
/// Only an owner may; [`Failure::Conflict`] while its last meeting is still to come or a purge is under way; a reason
/// that breaks rules.
pub async fn purge(
    app: &App,
    principal: &Principal,
    event: &str,
    reason: &str,
) -> Result<Id, Failure> {
    let (standing, reason) = permitted(app, principal, event, reason).await?;
    watch::keep_statistics(app, &standing.programme).await?;
    let new = NewPurge {
        programme: standing.programme,
        registration: None,
        kind: PurgeKind::Early,
        rule: serde_json::json!({ "reason": reason }),
        actor: principal.actor.clone(),
    };
    let row = new.row(app.clock.now())?;
    let begun = app.write(move |conn| erase::begin(conn, &row)).await?;
    begun.ok_or(Failure::Conflict("wrong_state"))
}

/// The event, with the reason as it is kept.
async fn permitted(
    app: &App,
    principal: &Principal,
    event: &str,
    reason: &str,
) -> Result<(EventStanding, String), Failure> {
    principal.must(Permission::ManageOrganization)?;
    let standing = rules::of_event(app, principal, event).await?;
    if standing.ended.is_some_and(|ended| ended > app.clock.now()) {
        return Err(Failure::Conflict("not_over"));
    }
    let mut faults = Faults::default();
    let reason = checked_reason("/reason", reason, &mut faults);
    let reason = faults.into_result(reason).map_err(Failure::Invalid)?;
    Ok((standing, reason))
}
