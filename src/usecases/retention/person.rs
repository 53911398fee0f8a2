//! Erasing one person's data because they ask for it (本人からの消去の請求).

use serde_json::json;

use super::erase::{self, NewPurge, PurgeKind};
use crate::app::App;
use crate::domain::fault::Faults;
use crate::domain::retention::checked_reason;
use crate::store::types::Id;
use crate::store::{Conn, imports};
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

/// Lists of the same event that were not taken in to their end: an erasure gives them up.
pub struct WaitingLists {
    pub number: usize,
    /// Whether one is being taken in at this moment; then nobody of the event can be erased.
    pub is_one_under_way: bool,
}

/// Which lists wait.
///
/// # Errors
/// Those of the database.
pub async fn lists(app: &App, placed: &Placed) -> Result<WaitingLists, Failure> {
    let event = Id(placed.programme.event.id.0);
    app.read(move |conn| lists_in(conn, event)).await
}

fn lists_in(conn: &mut Conn, event: Id) -> Result<WaitingLists, Failure> {
    let all = imports::unfinished_of(conn, event)?;
    let mut is_one_under_way = false;
    for list in &all {
        is_one_under_way |= imports::is_under_way(conn, list)?;
    }
    Ok(WaitingLists { number: all.len(), is_one_under_way })
}

/// Erases them; the purge, whose rows are gone when this returns and whose traces in the database's files go with the
/// next overwriting.
///
/// # Errors
/// [`Failure::Conflict`] (`still_registered`) where [`is_free_to_go`] says no, (`import_running`) while a list of the event is
/// taken in, which may have them in it; a reason that breaks rules.
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
    let begun = app
        .write(move |conn| {
            if lists_in(conn, row.event_id)?.is_one_under_way {
                return Err(Failure::Conflict("import_running"));
            }
            Ok(erase::begin(conn, &row)?)
        })
        .await?;
    let id = begun.ok_or(Failure::Conflict("wrong_state"))?;
    erase::work_off(app, id).await?;
    Ok(id)
}
