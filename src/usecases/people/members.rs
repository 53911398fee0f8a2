//! Who works for the organization: listed, changed, removed.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::domain::ids::EventId;
use crate::domain::role::Role;
use crate::domain::seats::Actor;
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
    app.read(move |conn| present(conn, organization, id, now.0)).await
}

/// A member who was not removed.
fn present(
    conn: &mut Conn,
    organization: Id,
    id: Id,
    now: DateTime<Utc>,
) -> Result<Membership, Failure> {
    let found = members::by_id(conn, organization, id, Time(now))?;
    found.filter(|found| found.member.removed_at.is_none()).ok_or(Failure::NotFound)
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
/// [`Failure::Conflict`] `last_owner`; what is wrong with the right, also `beyond_own` at `/until`.
pub async fn change(
    app: &App,
    principal: &Principal,
    id: &str,
    right: Right,
) -> Result<(), Failure> {
    principal.must(Permission::ManageMembers)?;
    let (id, now, principal) = (member_id(id)?, app.clock.now(), principal.clone());
    let line = line(&principal, "member_changed", id, right_details(&right), now);
    app.write(move |conn| {
        let organization = Id(principal.organization.0);
        members::lock(conn, organization)?;
        let found = present(conn, organization, id, now)?;
        must_leave_owner(conn, &found, Some(&right))?;
        must_end_within_own(conn, &principal, None, right.until, now)?;
        give(conn, &found, &right, now)?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// Leaves a member their rights for these events as they are, each with its own role and end, and takes all others away.
///
/// # Errors
/// `nothing_chosen` at `/events` where none would be left; `role_of_added` at `/role` for an event for which they have no
/// right yet.
pub async fn keep(
    app: &App,
    principal: &Principal,
    id: &str,
    events: Vec<EventId>,
) -> Result<(), Failure> {
    principal.must(Permission::ManageMembers)?;
    let (id, now, organization) = (member_id(id)?, app.clock.now(), Id(principal.organization.0));
    let kept: Vec<String> = events.iter().map(ToString::to_string).collect();
    let line = line(principal, "member_changed", id, json!({ "events_kept": kept }), now);
    app.write(move |conn| {
        members::lock(conn, organization)?;
        let found = present(conn, organization, id, now)?;
        if events.is_empty() {
            return Err(Failure::invalid("/events", "nothing_chosen"));
        }
        let has = |event: &EventId| found.rights.iter().any(|right| right.event_id.0 == event.0);
        if found.member.role != NO_ROLE || !events.iter().all(has) {
            return Err(Failure::invalid("/role", "role_of_added"));
        }
        for right in &found.rights {
            if !events.contains(&EventId(right.event_id.0)) {
                members::revoke(conn, id, right.event_id)?;
            }
        }
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// Ends all that somebody may do here.
///
/// # Errors
/// [`Failure::Conflict`] `last_owner`.
pub async fn remove(app: &App, principal: &Principal, id: &str) -> Result<(), Failure> {
    principal.must(Permission::ManageMembers)?;
    let (id, now, organization) = (member_id(id)?, app.clock.now(), Id(principal.organization.0));
    let line = line(principal, "member_removed", id, json!({}), now);
    app.write(move |conn| {
        members::lock(conn, organization)?;
        let found = present(conn, organization, id, now)?;
        must_leave_owner(conn, &found, None)?;
        members::remove(conn, id, Time(now))?;
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

/// Nobody gives for longer than they have: whoever owns an event until a day could else give it to themself without end, by
/// another address.
///
/// # Errors
/// `beyond_own` at `/until`.
pub fn must_end_within_own(
    conn: &mut Conn,
    principal: &Principal,
    event: Option<Id>,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Actor::Member(giver) = principal.actor else { return Ok(()) };
    let organization = Id(principal.organization.0);
    let giver = present(conn, organization, Id(giver.0), now)?;
    let is_owner = giver.member.role == Role::Owner.as_str() && giver.member.is_current(Time(now));
    let own = giver.rights.iter().find(|right| Some(right.event_id) == event);
    let end = if is_owner { giver.member.ends_at } else { own.and_then(|right| right.ends_at) };
    match end {
        Some(end) if until.is_none_or(|until| until > end.0) => {
            Err(Failure::invalid("/until", "beyond_own"))
        }
        _ => Ok(()),
    }
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
