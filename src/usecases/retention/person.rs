//! Erasing one person's data because they ask for it (本人からの消去の請求).

use serde_json::json;

use super::erase::{self, NewPurge, PurgeKind};
use crate::app::App;
use crate::domain::fault::Faults;
use crate::domain::retention::checked_reason;
use crate::store::types::Id;
use crate::usecases::registration::{self, Placed};
use crate::usecases::{Failure, Permission, Principal};

/// The registration whose data are to go, for those who may let them go.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn look(app: &App, principal: &Principal, id: &str) -> Result<Placed, Failure> {
    let placed = registration::of_organization(app, principal.organization, id).await?;
    principal.must_in(placed.programme.event.id, Permission::WriteRegistrations)?;
    Ok(placed)
}

/// Whether their data can go now: not while they have or wait for a seat of something that is still to come.
pub fn is_free_to_go(app: &App, placed: &Placed) -> bool {
    let registration = &placed.registration;
    let session = placed.programme.session(registration.session);
    let has_begun = session.is_none_or(|session| session.has_begun(app.clock.now()));
    has_begun || !registration.state.is_active()
}

/// Erases them; the purge, whose rows are gone when this returns and whose traces in the database's files go with the
/// next overwriting.
///
/// # Errors
/// [`Failure::Conflict`] (`still_registered`) where [`is_free_to_go`] says no; a reason that breaks rules.
pub async fn purge(
    app: &App,
    principal: &Principal,
    id: &str,
    reason: &str,
) -> Result<Id, Failure> {
    let placed = look(app, principal, id).await?;
    if !is_free_to_go(app, &placed) {
        return Err(Failure::Conflict("still_registered"));
    }
    let mut faults = Faults::default();
    let reason = checked_reason("/reason", reason, &mut faults);
    let reason = faults.into_result(reason).map_err(Failure::Invalid)?;
    let new = NewPurge {
        programme: placed.programme.clone(),
        registration: Some(placed.registration.id),
        kind: PurgeKind::Request,
        rule: json!({ "reason": reason }),
        actor: principal.actor.clone(),
    };
    let row = new.row(app.clock.now())?;
    let begun = app.write(move |conn| erase::begin(conn, &row)).await?;
    let id = begun.ok_or(Failure::Conflict("wrong_state"))?;
    erase::work_off(app, id).await?;
    Ok(id)
}
