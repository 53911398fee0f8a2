//! Who is calling: by API token, or by the console's cookie.

use chrono_tz::Tz;

use crate::app::App;
use crate::domain::event::parse_time_zone;
use crate::domain::ids::{MemberId, OrganizationId};
use crate::domain::seats::Actor;
use crate::links;
use crate::store::StoreError;
use crate::store::organizations::{self, MemberRow};
use crate::store::types::Time;

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
    pub member_name: String,
    pub organization_name: String,
    /// In which the organization's own times are shown.
    pub time_zone: Tz,
}

/// Who is signed in by this cookie.
///
/// # Errors
/// [`Failure::Unauthorized`].
pub async fn by_console_session(app: &App, secret: &str) -> Result<SignedIn, Failure> {
    let hash = links::hash(secret);
    let now = Time(app.clock.now());
    let found = app
        .read(move |conn| {
            let Some(member) = organizations::member_of_session(conn, &hash, now)? else {
                return Ok(None);
            };
            let organization = organizations::by_id(conn, member.organization_id)?;
            Ok::<_, Failure>(organization.map(|organization| (member, organization)))
        })
        .await?;
    let (member, organization) = found.ok_or(Failure::Unauthorized)?;
    let time_zone = parse_time_zone(&organization.time_zone)
        .map_err(|_| StoreError::Unreadable("time zone"))?;
    Ok(SignedIn {
        principal: principal_of(&member),
        member_name: member.name,
        organization_name: organization.name,
        time_zone,
    })
}

/// What a member may do.
pub fn principal_of(member: &MemberRow) -> Principal {
    Principal::new(
        OrganizationId(member.organization_id.0),
        Actor::Member(MemberId(member.id.0)),
        Permission::of_role(&member.role).to_vec(),
    )
}
