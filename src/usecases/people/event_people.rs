//! Who may do what for one event: members of the organization, and co-organizers from elsewhere.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::role::Role;
use crate::store::audit;
use crate::store::members::{self, EventRightRow, Membership};
use crate::store::types::{Id, Time};
use crate::usecases::{Failure, Permission, Principal, find_programme};

use super::invite::{Invited, Inviter, Told, find_or_make, write_to};
use super::members::{line, member_id, must_end_within_own};

/// The people of an event.
pub struct EventPeople {
    pub programme: Arc<Programme>,
    /// With a right in the whole organization.
    pub by_organization: Vec<Membership>,
    /// With a right for this event.
    pub by_event: Vec<(Membership, EventRightRow)>,
}

async fn managed(app: &App, principal: &Principal, event: &str) -> Result<Arc<Programme>, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ManageMembers)?;
    Ok(programme)
}

/// Who they are.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn list(app: &App, principal: &Principal, event: &str) -> Result<EventPeople, Failure> {
    let programme = managed(app, principal, event).await?;
    let (organization, now) = (Id(principal.organization.0), Time(app.clock.now()));
    let all =
        app.read(move |conn| Ok::<_, Failure>(members::list(conn, organization, now)?)).await?;
    let event = Id(programme.event.id.0);
    let mut people = EventPeople { programme, by_organization: Vec::new(), by_event: Vec::new() };
    for member in all {
        if let Some(right) = member.rights.iter().find(|right| right.event_id == event).cloned() {
            people.by_event.push((member, right));
        } else if member.member.role != members::NO_ROLE && member.member.is_current(now) {
            people.by_organization.push(member);
        }
    }
    Ok(people)
}

/// Gives somebody a right for the event, whoever they are: a member, somebody of another organization, or somebody new. Who
/// may not sign in here yet gets a link.
///
/// # Errors
/// `already_member` at `/email` for who has a right in the whole organization; `beyond_own` at `/until` for a right that
/// would last longer than that of who gives it.
pub async fn add(
    app: &App,
    principal: &Principal,
    event: &str,
    invited: Invited,
    (role, until): (Role, Option<DateTime<Utc>>),
    by: Inviter,
) -> Result<(), Failure> {
    let programme = managed(app, principal, event).await?;
    let (organization, now) = (Id(principal.organization.0), app.clock.now());
    let principal = principal.clone();
    app.write(move |conn| {
        let found = find_or_make(conn, organization, &invited, now)?;
        let member = &found.member;
        if member.role != members::NO_ROLE && member.is_current(Time(now)) {
            return Err(Failure::invalid("/email", "already_member"));
        }
        if member.removed_at.is_some() || member.role != members::NO_ROLE {
            members::change(conn, member.id, members::NO_ROLE, None)?;
        }
        let id = programme.event.id;
        let row = EventRightRow {
            member_id: member.id,
            event_id: Id(id.0),
            organization_id: organization,
            role: role.as_str().to_owned(),
            ends_at: until.map(Time),
            created_at: Time(now),
        };
        must_end_within_own(conn, &principal, Some(Id(id.0)), until, now)?;
        members::grant(conn, &row)?;
        let details = json!({ "role": role.as_str(), "event": id.to_string(), "until": until });
        audit::insert(conn, &[line(&principal, "event_right_given", member.id, details, now)])?;
        let told = Told {
            role: role.as_str(),
            event: Some((Id(id.0), programme.event.title.clone())),
            language: &invited.language,
        };
        write_to(conn, &found, &told, &by, now)
    })
    .await?;
    app.mail_waits.ring();
    Ok(())
}

/// Takes a right for the event away.
///
/// # Errors
/// [`Failure::NotFound`] where there is none.
pub async fn remove(
    app: &App,
    principal: &Principal,
    event: &str,
    member: &str,
) -> Result<(), Failure> {
    let programme = managed(app, principal, event).await?;
    let member = member_id(member)?;
    let (organization, now) = (Id(principal.organization.0), app.clock.now());
    let event = programme.event.id;
    let noted =
        line(principal, "event_right_taken", member, json!({ "event": event.to_string() }), now);
    app.write(move |conn| {
        let found = members::by_id(conn, organization, member, Time(now))?;
        found.ok_or(Failure::NotFound)?;
        if !members::revoke(conn, member, Id(event.0))? {
            return Err(Failure::NotFound);
        }
        Ok(audit::insert(conn, &[noted])?)
    })
    .await
}
