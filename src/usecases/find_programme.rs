//! Finding an event or a session, for visitors and for staff.

use std::sync::Arc;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::{OrganizationId, SessionId};
use crate::store::StoreError;
use crate::store::programmes::EventRef;

use super::Failure;

/// Any programme, published or not.
pub async fn by_ref(app: &App, event: EventRef) -> Result<Option<Arc<Programme>>, StoreError> {
    if let Some(programme) = app.snapshot.peek(&event) {
        return Ok(Some(programme));
    }
    let asked = event.clone();
    match app.look(move |snapshot| snapshot.read(&asked)).await {
        Err(StoreError::Unavailable(reason)) => match app.snapshot.while_away(&event) {
            Some(programme) => Ok(Some(programme)),
            None => Err(StoreError::Unavailable(reason)),
        },
        found => found,
    }
}

/// The programme of a session in any spelling of its id.
async fn by_session(
    app: &App,
    session: &str,
) -> Result<Option<(Arc<Programme>, SessionId)>, StoreError> {
    let Ok(session) = session.parse::<SessionId>() else { return Ok(None) };
    if let Some(event) = app.snapshot.event_of(session) {
        return Ok(by_ref(app, EventRef::Id(event)).await?.map(|programme| (programme, session)));
    }
    let found = app.look(move |snapshot| snapshot.programme_of_session(session)).await?;
    Ok(found.map(|programme| (programme, session)))
}

/// An event that anybody may see, by id or slug.
///
/// # Errors
/// [`Failure::NotFound`], also for a draft.
pub async fn public_event(app: &App, event: &str) -> Result<Arc<Programme>, Failure> {
    let found = by_ref(app, EventRef::parse(event)).await?;
    found.filter(|programme| programme.event.status.is_public()).ok_or(Failure::NotFound)
}

/// A session that anybody may see.
///
/// # Errors
/// [`Failure::NotFound`], also for a session of a draft.
pub async fn public_session(
    app: &App,
    session: &str,
) -> Result<(Arc<Programme>, SessionId), Failure> {
    let found =
        by_session(app, session).await?.filter(|(programme, id)| programme.session(*id).is_some());
    found.filter(|(programme, _)| programme.event.status.is_public()).ok_or(Failure::NotFound)
}

/// An event of an organization, by id or slug. A foreign one is as if it did not exist.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn own_event(
    app: &App,
    organization: OrganizationId,
    event: &str,
) -> Result<Arc<Programme>, Failure> {
    let found = by_ref(app, EventRef::parse(event)).await?;
    found.filter(|programme| programme.event.organization == organization).ok_or(Failure::NotFound)
}

/// A session of an organization. A foreign one is as if it did not exist.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn own_session(
    app: &App,
    organization: OrganizationId,
    session: &str,
) -> Result<(Arc<Programme>, SessionId), Failure> {
    let found =
        by_session(app, session).await?.filter(|(programme, id)| programme.session(*id).is_some());
    found
        .filter(|(programme, _)| programme.event.organization == organization)
        .ok_or(Failure::NotFound)
}
