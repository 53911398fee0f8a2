//! Looking at the rules of retention, and changing them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::fault::Faults;
use crate::domain::ids::EventId;
use crate::domain::retention::{
    self, DAYS_MAX, EventRetention, RetentionRule, RetentionStanding, checked_reason,
};
use crate::domain::values::localized::Localized;
use crate::store::audit::AuditRow;
use crate::store::programmes::from_json;
use crate::store::retention as kept;
use crate::store::retention::EventRetentionRow;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError};
use crate::usecases::create_event::{audit_line, note};
use crate::usecases::{Failure, Permission, Principal, find_programme};

/// The organization's rule.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn show(app: &App, principal: &Principal) -> Result<RetentionRule, Failure> {
    principal.must(Permission::ReadEvents)?;
    let organization = principal.organization;
    Ok(app.read(move |conn| kept::rule(conn, organization)).await?)
}

/// Changes the organization's rule. What owners were told already does not come earlier for it.
///
/// # Errors
/// The fields that break rules.
pub async fn change(
    app: &App,
    principal: &Principal,
    rule: RetentionRule,
) -> Result<RetentionRule, Failure> {
    principal.must(Permission::ManageOrganization)?;
    let rule = rule.checked().map_err(Failure::Invalid)?;
    let (organization, now) = (principal.organization, app.clock.now());
    let line = audit_line(principal, "retention_changed", "organization", organization.0, now);
    let details = JsonText(json!({ "days": rule.days, "warn_days": rule.warn_days }).to_string());
    app.write(move |conn| {
        kept::set_rule(conn, organization, &rule, Time(now))?;
        note(conn, AuditRow { details, ..line })?;
        Ok::<_, Failure>(rule)
    })
    .await
}

/// How an event stands.
pub struct EventStanding {
    pub programme: Arc<Programme>,
    pub rule: RetentionRule,
    pub retention: EventRetention,
    /// The end of its last meeting; nothing where it has none.
    pub ended: Option<DateTime<Utc>>,
    pub standing: Option<RetentionStanding>,
    pub purged_at: Option<DateTime<Utc>>,
}

/// How an event stands, for those who may see who applied.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn of_event(
    app: &App,
    principal: &Principal,
    event: &str,
) -> Result<EventStanding, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let (organization, id) = (principal.organization, Id(programme.event.id.0));
    let (rule, row) = app
        .read(move |conn| {
            let rule = kept::rule(conn, organization)?;
            let row = kept::of_event(conn, Id(organization.0), id)?;
            Ok::<_, StoreError>((rule, row))
        })
        .await?;
    let meetings = programme.sessions.iter().flat_map(|session| &session.meetings);
    let ended = meetings.map(|meeting| meeting.ends_at).max();
    let retention = row.as_ref().map(EventRetentionRow::retention).unwrap_or_default();
    let now = app.clock.now();
    let standing = ended.map(|ended| retention::standing(ended, &rule, &retention, now));
    let purged_at = row.and_then(|row| row.purged_at).map(|at| at.0);
    Ok(EventStanding { programme, rule, retention, ended, standing, purged_at })
}

/// Sets an event's own number of days with its reason; without a number it follows the organization again.
///
/// # Errors
/// The fields that break rules; [`Failure::Forbidden`] where data would be kept longer than they are now, and one may not
/// put a purge off.
pub async fn change_event(
    app: &App,
    principal: &Principal,
    event: &str,
    days: Option<u32>,
    reason: &str,
) -> Result<(), Failure> {
    let id = event_for(app, principal, event, Permission::WriteEvents).await?;
    let standing = of_event(app, principal, event).await?;
    let mut faults = Faults::default();
    let reason = match days {
        None => None,
        Some(days) => {
            if days == 0 || days > DAYS_MAX {
                faults.add_limit("/days", "out_of_range", i64::from(DAYS_MAX));
            }
            checked_reason("/reason", reason, &mut faults)
        }
    };
    faults.into_result(Some(())).map_err(Failure::Invalid)?;
    let kept = standing.retention.days.unwrap_or(standing.rule.days);
    if days.unwrap_or(standing.rule.days) > kept {
        principal.must_in(id, Permission::ManageOrganization)?;
    }
    let set = move |row: &mut EventRetentionRow| {
        row.days = days.and_then(|days| i32::try_from(days).ok());
        row.reason = reason;
    };
    let details = json!({ "days": days });
    set_event(app, principal, id, "event_retention_changed", details, set).await
}

/// Puts an event's purge off until a day, for a reason. Owners are told again before that day.
///
/// # Errors
/// The fields that break rules; only an owner may.
pub async fn postpone(
    app: &App,
    principal: &Principal,
    event: &str,
    until: Option<DateTime<Utc>>,
    reason: &str,
) -> Result<(), Failure> {
    let id = event_for(app, principal, event, Permission::ManageOrganization).await?;
    let now = app.clock.now();
    let postponed = retention::postponement(until, reason, now).map_err(Failure::Invalid)?;
    let details = json!({ "until": postponed.until });
    let set = move |row: &mut EventRetentionRow| {
        row.postponed_until = Some(Time(postponed.until));
        row.postponed_reason = Some(postponed.reason);
    };
    set_event(app, principal, id, "purge_postponed", details, set).await
}

/// Takes a postponement back.
///
/// # Errors
/// Only an owner may.
pub async fn take_back(app: &App, principal: &Principal, event: &str) -> Result<(), Failure> {
    let id = event_for(app, principal, event, Permission::ManageOrganization).await?;
    let set = |row: &mut EventRetentionRow| {
        row.postponed_until = None;
        row.postponed_reason = None;
    };
    set_event(app, principal, id, "purge_not_postponed", json!({}), set).await
}

async fn event_for(
    app: &App,
    principal: &Principal,
    event: &str,
    permission: Permission,
) -> Result<EventId, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, permission)?;
    Ok(programme.event.id)
}

async fn set_event(
    app: &App,
    principal: &Principal,
    event: EventId,
    action: &'static str,
    details: serde_json::Value,
    set: impl FnOnce(&mut EventRetentionRow) + Send + 'static,
) -> Result<(), Failure> {
    let (organization, now) = (Id(principal.organization.0), app.clock.now());
    let line = audit_line(principal, action, "event", event.0, now);
    app.write(move |conn| {
        let known = kept::of_event(conn, organization, Id(event.0))?;
        let fresh = || EventRetentionRow::new(organization, Id(event.0), Time(now));
        let mut row = known.unwrap_or_else(fresh);
        set(&mut row);
        row.updated_at = Time(now);
        kept::set_of_event(conn, &row)?;
        note(conn, AuditRow { details: JsonText(details.to_string()), ..line })?;
        Ok::<_, Failure>(())
    })
    .await
}

/// An event whose data go some day.
pub struct Coming {
    pub event: EventId,
    pub title: Localized,
    pub ended: DateTime<Utc>,
    pub standing: RetentionStanding,
    pub is_postponed: bool,
}

/// The events of the organization that are over and whose data are still there, the next purge first.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn coming(app: &App, principal: &Principal) -> Result<Vec<Coming>, Failure> {
    principal.must(Permission::ReadRegistrations)?;
    let (organization, now) = (principal.organization, app.clock.now());
    let mut coming = app
        .read(move |conn| {
            let rule = kept::rule(conn, organization)?;
            let found = kept::candidates(conn, Some(Id(organization.0)), Time(now))?;
            let line = |candidate| coming_of(conn, &rule, &candidate, now);
            found.into_iter().map(line).collect::<Result<Vec<_>, StoreError>>()
        })
        .await?;
    coming.sort_by_key(|line| line.standing.purge_at());
    Ok(coming)
}

fn coming_of(
    conn: &mut Conn,
    rule: &RetentionRule,
    candidate: &kept::Candidate,
    now: DateTime<Utc>,
) -> Result<Coming, StoreError> {
    let title = kept::end_of(conn, candidate.organization, candidate.event)?;
    let title = title.map(|(_, title)| from_json(&title)).transpose()?.unwrap_or_default();
    let own = candidate.row.as_ref().map(EventRetentionRow::retention).unwrap_or_default();
    Ok(Coming {
        event: EventId(candidate.event.0),
        title,
        ended: candidate.ended.0,
        standing: retention::standing(candidate.ended.0, rule, &own, now),
        is_postponed: own.postponed.is_some_and(|put_off| put_off.until > now),
    })
}

/// Those of which the home page speaks: owners were told, and the day is near. Nothing for who could do nothing about it.
///
/// # Errors
/// Those of the database.
pub async fn due_soon(app: &App, principal: &Principal) -> Result<Vec<Coming>, Failure> {
    if !principal.may(Permission::ManageOrganization) {
        return Ok(Vec::new());
    }
    let is_near = |line: &Coming| !matches!(line.standing, RetentionStanding::Kept { .. });
    Ok(coming(app, principal).await?.into_iter().filter(is_near).collect())
}
