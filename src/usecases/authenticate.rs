//! Who is calling: by API token, or by the console's cookie.

use chrono::Duration;
use chrono_tz::Tz;

use crate::app::App;
use crate::domain::event::parse_time_zone;
use crate::domain::ids::{EventId, MemberId, OrganizationId};
use crate::domain::role::Role;
use crate::domain::seats::Actor;
use crate::links;
use crate::store::console_sessions::{self, ConsoleSessionRow};
use crate::store::members::{self, Membership};
use crate::store::types::Time;
use crate::store::{Conn, StoreError, factors, organizations};

use super::{Failure, Permission, Principal};

/// Whose API token this is.
///
/// # Errors
/// [`Failure::Unauthorized`] for one that is unknown, over or revoked: which, is not said.
pub async fn by_api_token(app: &App, token: &str) -> Result<Principal, Failure> {
    let hash = links::hash(token);
    let now = Time(app.clock.now());
    let found =
        app.read(move |conn| Ok::<_, Failure>(organizations::token_by_hash(conn, &hash)?)).await?;
    let token = found
        .filter(|token| token.revoked_at.is_none() && token.expires_at.is_none_or(|end| end > now))
        .ok_or(Failure::Unauthorized)?;
    Ok(Principal::new(
        OrganizationId(token.organization_id.0),
        Actor::Token(token.id.0),
        token.scopes.split_whitespace().filter_map(Permission::of_scope).collect(),
    ))
}

/// A member who is signed in to the console.
pub struct SignedIn {
    pub principal: Principal,
    pub session: ConsoleSessionRow,
    pub member_name: String,
    /// The mail address of the account.
    pub email: String,
    pub organization_name: String,
    /// In which the organization's own times are shown.
    pub time_zone: Tz,
    /// All organizations for which they may do something, with their names.
    pub organizations: Vec<(OrganizationId, String)>,
    /// The organization wants a second factor, and this session was begun without one.
    pub needs_factor: bool,
}

/// Between two notes that somebody is there.
const NOTED_EVERY: Duration = Duration::minutes(5);

/// Who is signed in by this cookie.
///
/// # Errors
/// [`Failure::Unauthorized`].
pub async fn by_console_session(app: &App, secret: &str) -> Result<SignedIn, Failure> {
    let hash = links::hash(secret);
    let now = app.clock.now();
    let found = app.read(move |conn| signed_in(conn, &hash, Time(now))).await?;
    let signed_in = found.ok_or(Failure::Unauthorized)?;
    if now - signed_in.session.seen_at.0 > NOTED_EVERY {
        app.write(move |conn| Ok::<_, Failure>(console_sessions::seen(conn, &hash, Time(now))?))
            .await?;
    }
    Ok(signed_in)
}

fn signed_in(conn: &mut Conn, hash: &[u8], now: Time) -> Result<Option<SignedIn>, Failure> {
    let Some(session) = console_sessions::by_hash(conn, hash, now)? else { return Ok(None) };
    let all = members::organizations_of(conn, session.account_id, now)?;
    let current = all.iter().find(|(one, _)| one.member.id == session.member_id);
    let Some((membership, organization_name)) = current else { return Ok(None) };
    let organization = organizations::by_id(conn, session.organization_id)?;
    let Some(organization) = organization else { return Ok(None) };
    let time_zone = parse_time_zone(&organization.time_zone)
        .map_err(|_| StoreError::Unreadable("time zone"))?;
    let needs_factor = session.factors < 2 && factors::is_required(conn, session.organization_id)?;
    Ok(Some(SignedIn {
        principal: principal_of(membership, now),
        member_name: membership.account.name.clone(),
        email: membership.account.email.clone(),
        organization_name: organization_name.clone(),
        time_zone,
        needs_factor,
        organizations: all
            .iter()
            .map(|(one, name)| (OrganizationId(one.member.organization_id.0), name.clone()))
            .collect(),
        session,
    }))
}

/// What a member may do.
pub fn principal_of(membership: &Membership, now: Time) -> Principal {
    let member = &membership.member;
    let role = Role::parse(&member.role).filter(|_| member.is_current(now));
    let permissions = role.map(Permission::of_role).unwrap_or_default().to_vec();
    let actor = Actor::Member(MemberId(member.id.0));
    let mut principal =
        Principal::new(OrganizationId(member.organization_id.0), actor, permissions);
    principal.for_events = membership
        .rights
        .iter()
        .filter_map(|right| Some((right.event_id, Role::parse(&right.role)?)))
        .map(|(event, role)| (EventId(event.0), Permission::of_event_role(role).to_vec()))
        .collect();
    principal
}
