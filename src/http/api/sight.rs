//! Who looks at events and sessions, and which of them they see.

use std::sync::Arc;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::usecases::{Failure, Permission, Principal, find_programme};

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// What anybody may see.
    Public,
    /// Also what those who have their seat need.
    Confirmed,
    /// Everything.
    Staff,
}

/// A caller who may read their organization's events.
fn reader(caller: Option<&Principal>) -> Option<&Principal> {
    caller.filter(|principal| principal.may(Permission::ReadEvents))
}

/// The event, in full to its own staff, as published to anybody else.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn event(
    app: &App,
    caller: Option<&Principal>,
    event: &str,
) -> Result<(Arc<Programme>, Sight), Failure> {
    if let Some(principal) = reader(caller) {
        match find_programme::own_event(app, principal.organization, event).await {
            Err(Failure::NotFound) => {}
            other => return Ok((other?, Sight::Staff)),
        }
    }
    Ok((find_programme::public_event(app, event).await?, Sight::Public))
}

/// The session, in full to its own staff, as published to anybody else.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn session(
    app: &App,
    caller: Option<&Principal>,
    session: &str,
) -> Result<(Arc<Programme>, SessionId, Sight), Failure> {
    if let Some(principal) = reader(caller) {
        match find_programme::own_session(app, principal.organization, session).await {
            Err(Failure::NotFound) => {}
            other => return other.map(|(programme, id)| (programme, id, Sight::Staff)),
        }
    }
    let (programme, id) = find_programme::public_session(app, session).await?;
    Ok((programme, id, Sight::Public))
}
