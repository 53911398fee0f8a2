//! Who works for the organization: listed, changed, removed.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::domain::ids::EventId;
use crate::domain::role::Role;
use crate::store::audit::AuditRow;
use crate::store::members::{self, EventRightRow, Membership, NO_ROLE};
use crate::store::programmes::{self, EventRef};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, audit};
use crate::usecases::create_event::audit_line;
use crate::usecases::{Failure, Permission, Principal};

/// Where a right holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Organization,
    /// For these events alone.
    Events(Vec<EventId>),
}

/// What somebody may do, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    pub role: Role,
    pub reach: Reach,
    pub until: Option<DateTime<Utc>>,
}

/// All members.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn list(app: &App, principal: &Principal) -> Result<Vec<Membership>, Failure> {
    principal.must(Permission::ManageMembers)?;
    let (organization, now) = (Id(principal.organization.0), Time(app.clock.now()));
    app.read(move |conn| Ok(members::list(conn, organization, now)?)).await
}

/// One member.
///
/// # Errors
/// [`Failure::NotFound`], also for another organization's and for one who was removed.
pub async fn one(app: &App, principal: &Principal, id: &str) -> Result<Membership, Failure> {
    principal.must(Permission::ManageMembers)?;
    let (organization, now) = (Id(principal.organization.0), Time(app.clock.now()));
    let id = member_id(id)?;
    app.read(move |conn| {
        let found = members::by_id(conn, organization, id, now)?;
        found.filter(|found| found.member.removed_at.is_none()).ok_or(Failure::NotFound)
    })
    .await
}

/// A member's id as it stands in an address.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn member_id(text: &str) -> Result<Id, Failure> {
    Uuid::parse_str(text).map(Id).map_err(|_| Failure::NotFound)
}

/// Gives a member another right in place of all they had.
///
/// # Errors
/// [`Failure::Conflict`] `last_owner`; what is wrong with the right.
pub async fn change(
    app: &App,
    principal: &Principal,
    id: &str,
    right: Right,
) -> Result<(), Failure> {
    let found = one(app, principal, id).await?;
    let now = app.clock.now();
    let details = right_details(&right);
    let line = line(principal, "member_changed", found.member.id, details, now);
    app.write(move |conn| {
        must_leave_owner(conn, &found, Some(&right))?;
        give(conn, &found, &right, now)?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// Ends all that somebody may do here.
///
/// # Errors
/// [`Failure::Conflict`] `last_owner`.
pub async fn remove(app: &App, principal: &Principal, id: &str) -> Result<(), Failure> {
    let found = one(app, principal, id).await?;
    let now = app.clock.now();
    let line = line(principal, "member_removed", found.member.id, json!({}), now);
    app.write(move |conn| {
        must_leave_owner(conn, &found, None)?;
        members::remove(conn, found.member.id, Time(now))?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// An organization without an owner could never have one again.
fn must_leave_owner(
    conn: &mut Conn,
    found: &Membership,
    right: Option<&Right>,
) -> Result<(), Failure> {
    let stays = right.is_some_and(|right| {
        right.role == Role::Owner && right.reach == Reach::Organization && right.until.is_none()
    });
    let is_owner = found.member.role == "owner";
    let organization = found.member.organization_id;
    if is_owner && !stays && members::other_owners(conn, organization, found.member.id)? == 0 {
        return Err(Failure::Conflict("last_owner"));
    }
    Ok(())
}

/// Writes a right in place of all that there were.
pub fn give(
    conn: &mut Conn,
    found: &Membership,
    right: &Right,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let member = &found.member;
    let ends_at = right.until.map(Time);
    for old in &found.rights {
        members::revoke(conn, member.id, old.event_id)?;
    }
    match &right.reach {
        Reach::Organization => members::change(conn, member.id, right.role.as_str(), ends_at)?,
        Reach::Events(events) => {
            members::change(conn, member.id, NO_ROLE, None)?;
            for event in events {
                must_be_own(conn, member.organization_id, *event)?;
                let row = EventRightRow {
                    member_id: member.id,
                    event_id: Id(event.0),
                    organization_id: member.organization_id,
                    role: right.role.as_str().to_owned(),
                    ends_at,
                    created_at: Time(now),
                };
                members::grant(conn, &row)?;
            }
        }
    }
    Ok(())
}

fn must_be_own(conn: &mut Conn, organization: Id, event: EventId) -> Result<(), Failure> {
    let programme = programmes::load(conn, &EventRef::Id(event))?;
    let is_own = programme.is_some_and(|found| found.event.organization.0 == organization.0);
    if is_own { Ok(()) } else { Err(Failure::invalid("/events", "unknown_choice")) }
}

/// What the audit trail says of a right.
pub fn right_details(right: &Right) -> serde_json::Value {
    let events = match &right.reach {
        Reach::Organization => None,
        Reach::Events(events) => Some(events.iter().map(ToString::to_string).collect::<Vec<_>>()),
    };
    json!({ "role": right.role.as_str(), "events": events, "until": right.until })
}

/// A line of the audit trail about a member.
#[expect(clippy::needless_pass_by_value, reason = "callers make it for this line")]
pub fn line(
    principal: &Principal,
    action: &str,
    member: Id,
    details: serde_json::Value,
    now: DateTime<Utc>,
) -> AuditRow {
    let line = audit_line(principal, action, "member", member.0, now);
    AuditRow { details: JsonText(details.to_string()), ..line }
}
