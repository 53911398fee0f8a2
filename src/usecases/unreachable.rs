//! Who cannot be reached by mail, with telephone numbers: whom staff have to call.

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::domain::state::State;
use crate::store::registrations;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, mailing_queue};

use super::{Failure, Permission, Principal, Registration, find_programme};

/// Registrations of one session that are listed at most.
const MOST: i64 = 1_000;

/// Somebody who gets no mail.
pub struct Unreachable {
    pub registration: Registration,
    /// There is an address, and mail to it came back, or was refused for good.
    pub bounced: bool,
}

/// Those of a session.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn of_session(
    app: &App,
    principal: &Principal,
    session: &str,
) -> Result<Vec<Unreachable>, Failure> {
    let (programme, id) = find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    among(app, vec![id]).await
}

/// Those of all sessions of an event.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn of_event(
    app: &App,
    principal: &Principal,
    event: &str,
) -> Result<Vec<Unreachable>, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    among(app, sessions_of(&programme)).await
}

/// The ids of an event's sessions.
pub fn sessions_of(programme: &Programme) -> Vec<SessionId> {
    programme.sessions.iter().map(|session| session.id).collect()
}

/// Those of these sessions, for somebody who may see them.
///
/// # Errors
/// Those of the database.
pub async fn among(app: &App, sessions: Vec<SessionId>) -> Result<Vec<Unreachable>, Failure> {
    let found = app.read(move |conn| {
        let each = sessions.iter().map(|session| load(conn, *session));
        each.collect::<Result<Vec<_>, StoreError>>()
    });
    Ok(found.await?.into_iter().flatten().collect())
}

fn load(conn: &mut Conn, session: SessionId) -> Result<Vec<Unreachable>, StoreError> {
    let bounced = mailing_queue::with_bounced_mail(conn, Id(session.0))?;
    let rows = registrations::without_address(conn, Id(session.0), &State::ACTIVE, &bounced, MOST)?;
    rows.into_iter()
        .map(|row| {
            let bounced = row.applicant_email.is_some();
            Ok(Unreachable { registration: Registration::of(row, None)?, bounced })
        })
        .collect()
}
