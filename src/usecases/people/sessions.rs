//! One's own console sessions: ended one by one or all others; the organization that is worked for, changed.

use uuid::Uuid;

use crate::app::App;
use crate::domain::ids::{MemberId, OrganizationId};
use crate::domain::seats::Actor;
use crate::store::types::{Id, Time};
use crate::store::{audit, console_sessions, members};
use crate::usecases::authenticate::SignedIn;
use crate::usecases::create_event::audit_line;
use crate::usecases::{Failure, Principal};

use super::account::own_line;

/// Ends one session.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's.
pub async fn revoke(app: &App, signed_in: &SignedIn, id: &str) -> Result<(), Failure> {
    let id = Id(Uuid::parse_str(id).map_err(|_| Failure::NotFound)?);
    let (account, now) = (signed_in.session.account_id, Time(app.clock.now()));
    let line = own_line(app, signed_in, "session_ended");
    app.write(move |conn| {
        if !console_sessions::revoke_one(conn, account, id, now)? {
            return Err(Failure::NotFound);
        }
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// Ends all but the one that asks.
pub async fn revoke_others(app: &App, signed_in: &SignedIn) -> Result<(), Failure> {
    let (account, session) = (signed_in.session.account_id, signed_in.session.id);
    let now = Time(app.clock.now());
    let line = own_line(app, signed_in, "other_sessions_ended");
    app.write(move |conn| {
        console_sessions::revoke_others(conn, account, Some(session), now)?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// From now on this session works for another organization of the same person.
///
/// # Errors
/// [`Failure::NotFound`], also for one where they may do nothing.
pub async fn switch(app: &App, signed_in: &SignedIn, organization: &str) -> Result<(), Failure> {
    let organization = Uuid::parse_str(organization).map_err(|_| Failure::NotFound)?;
    let (account, session) = (signed_in.session.account_id, signed_in.session.id);
    let now = app.clock.now();
    app.write(move |conn| {
        let member = members::of_account(conn, Id(organization), account, Time(now))?;
        let member =
            member.filter(|member| member.is_current(Time(now))).ok_or(Failure::NotFound)?;
        let id = member.member.id;
        console_sessions::switch(conn, session, Id(organization), id)?;
        members::came(conn, id)?;
        let actor = Actor::Member(MemberId(id.0));
        let principal = Principal::new(OrganizationId(organization), actor, Vec::new());
        Ok(audit::insert(conn, &[audit_line(&principal, "switched_here", "member", id.0, now)])?)
    })
    .await
}
