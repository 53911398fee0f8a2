//! Rules of retention: organizations' and events', and which events they apply to.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::{event_retentions, events, members, registrations, retention_rules, sessions};
use super::types::{Id, JsonText, Time};
use crate::domain::ids::OrganizationId;
use crate::domain::retention::{EventRetention, Postponement, RetentionRule, Warning};

#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = retention_rules, treat_none_as_default_value = false)]
struct RuleRow {
    organization_id: Id,
    days: i32,
    warn_days: i32,
    reason: String,
    updated_at: Time,
}

/// What is different for an event, and what has become of it.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = event_retentions, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct EventRetentionRow {
    pub event_id: Id,
    pub organization_id: Id,
    pub days: Option<i32>,
    pub reason: Option<String>,
    pub postponed_until: Option<Time>,
    pub postponed_reason: Option<String>,
    pub warned_at: Option<Time>,
    pub warned_of: Option<Time>,
    pub purged_at: Option<Time>,
    /// In numbers, as they were before the purge.
    pub statistics: Option<JsonText>,
    pub updated_at: Time,
}

impl EventRetentionRow {
    /// Of an event for which nothing is different yet.
    pub fn new(organization: Id, event: Id, now: Time) -> Self {
        Self {
            event_id: event,
            organization_id: organization,
            days: None,
            reason: None,
            postponed_until: None,
            postponed_reason: None,
            warned_at: None,
            warned_of: None,
            purged_at: None,
            statistics: None,
            updated_at: now,
        }
    }

    /// What is different, in the domain's words.
    pub fn retention(&self) -> EventRetention {
        let postponed = self.postponed_until.map(|until| Postponement {
            until: until.0,
            reason: self.postponed_reason.clone().unwrap_or_default(),
        });
        EventRetention {
            days: self.days.and_then(|days| u32::try_from(days).ok()),
            reason: self.reason.clone(),
            postponed,
            warned: self
                .warned_at
                .zip(self.warned_of)
                .map(|(at, of)| Warning { at: at.0, of: of.0 }),
        }
    }
}

/// An organization's rule; the usual where it has none.
pub fn rule(conn: &mut Conn, organization: OrganizationId) -> Result<RetentionRule, StoreError> {
    let row: Option<RuleRow> = retention_rules::table
        .find(Id(organization.0))
        .select(RuleRow::as_select())
        .first(conn)
        .optional()?;
    let number = |days: i32| u32::try_from(days).unwrap_or(1);
    Ok(row.map_or_else(RetentionRule::default, |row| RetentionRule {
        days: number(row.days),
        warn_days: number(row.warn_days),
        reason: row.reason,
    }))
}

/// Sets an organization's rule.
pub fn set_rule(
    conn: &mut Conn,
    organization: OrganizationId,
    rule: &RetentionRule,
    now: Time,
) -> Result<(), StoreError> {
    let number = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    let row = RuleRow {
        organization_id: Id(organization.0),
        days: number(rule.days),
        warn_days: number(rule.warn_days),
        reason: rule.reason.clone(),
        updated_at: now,
    };
    each!(conn, c => diesel::insert_into(retention_rules::table)
        .values(&row)
        .on_conflict(retention_rules::organization_id)
        .do_update()
        .set(&row)
        .execute(c))?;
    Ok(())
}

/// What is different for an event.
pub fn of_event(
    conn: &mut Conn,
    organization: Id,
    event: Id,
) -> Result<Option<EventRetentionRow>, StoreError> {
    Ok(event_retentions::table
        .filter(event_retentions::event_id.eq(event))
        .filter(event_retentions::organization_id.eq(organization))
        .select(EventRetentionRow::as_select())
        .first(conn)
        .optional()?)
}

/// Writes what is different for an event.
pub fn set_of_event(conn: &mut Conn, row: &EventRetentionRow) -> Result<(), StoreError> {
    each!(conn, c => diesel::insert_into(event_retentions::table)
        .values(row)
        .on_conflict((event_retentions::event_id, event_retentions::organization_id))
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Notes that owners were told. `false`: somebody else has just told them.
pub fn note_warning(
    conn: &mut Conn,
    row: &EventRetentionRow,
    before: Option<Time>,
) -> Result<bool, StoreError> {
    if of_event(conn, row.organization_id, row.event_id)?.is_none() {
        let fresh = EventRetentionRow::new(row.organization_id, row.event_id, row.updated_at);
        each!(conn, c => diesel::insert_into(event_retentions::table)
            .values(&fresh)
            .on_conflict((event_retentions::event_id, event_retentions::organization_id))
            .do_nothing()
            .execute(c))?;
    }
    let place = event_retentions::table
        .filter(event_retentions::event_id.eq(row.event_id))
        .filter(event_retentions::organization_id.eq(row.organization_id));
    let set = (
        event_retentions::warned_at.eq(row.warned_at),
        event_retentions::warned_of.eq(row.warned_of),
        event_retentions::updated_at.eq(row.updated_at),
    );
    let changed = match before {
        Some(before) => diesel::update(place.filter(event_retentions::warned_at.eq(before)))
            .set(set)
            .execute(conn)?,
        None => diesel::update(place.filter(event_retentions::warned_at.is_null()))
            .set(set)
            .execute(conn)?,
    };
    Ok(changed == 1)
}

/// An event that is over, or will be.
#[derive(Clone)]
pub struct Candidate {
    pub event: Id,
    pub organization: Id,
    /// The end of its last meeting.
    pub ended: Time,
    pub row: Option<EventRetentionRow>,
}

/// Events with sessions, of one organization or of all, by the end of their last meeting. Those whose data are gone, and
/// to which nobody has applied since, are left out.
pub fn candidates(
    conn: &mut Conn,
    organization: Option<Id>,
    ended_before: Time,
) -> Result<Vec<Candidate>, StoreError> {
    let mut query = sessions::table
        .select((sessions::event_id, sessions::organization_id, sessions::ends_at))
        .into_boxed();
    if let Some(organization) = organization {
        query = query.filter(sessions::organization_id.eq(organization));
    }
    let mut ends: BTreeMap<(Id, Id), Time> = BTreeMap::new();
    for (event, organization, end) in query.load::<(Id, Id, Time)>(conn)? {
        let last = ends.entry((event, organization)).or_insert(end);
        *last = end.max(*last);
    }
    let mut found = Vec::new();
    for ((event, organization), ended) in ends {
        if ended >= ended_before {
            continue;
        }
        let row = of_event(conn, organization, event)?;
        let purged = row.as_ref().and_then(|row| row.purged_at);
        if has_applications_since(conn, event, purged)? {
            found.push(Candidate { event, organization, ended, row });
        }
    }
    found.sort_by_key(|candidate| candidate.ended);
    Ok(found)
}

/// Whether anybody has applied, or an application was changed, since a time.
fn has_applications_since(
    conn: &mut Conn,
    event: Id,
    since: Option<Time>,
) -> Result<bool, StoreError> {
    for session in super::purging::sessions_of(conn, event)? {
        let mut query = registrations::table
            .filter(registrations::session_id.eq(session))
            .order(registrations::updated_at.desc())
            .select(registrations::updated_at)
            .into_boxed();
        if let Some(since) = since {
            query = query.filter(registrations::updated_at.gt(since));
        }
        let last: Option<Time> = query.first(conn).optional()?;
        if last.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The end of an event's last meeting, and its title.
pub fn end_of(
    conn: &mut Conn,
    organization: Id,
    event: Id,
) -> Result<Option<(Option<Time>, JsonText)>, StoreError> {
    let title: Option<JsonText> = events::table
        .filter(events::id.eq(event))
        .filter(events::organization_id.eq(organization))
        .select(events::title)
        .first(conn)
        .optional()?;
    let Some(title) = title else { return Ok(None) };
    let ended: Option<Time> = sessions::table
        .filter(sessions::event_id.eq(event))
        .order(sessions::ends_at.desc())
        .select(sessions::ends_at)
        .first(conn)
        .optional()?;
    Ok(Some((ended, title)))
}

/// Addresses of an organization's owners, with their ids.
pub fn owners(
    conn: &mut Conn,
    organization: Id,
    now: Time,
) -> Result<Vec<(Id, String)>, StoreError> {
    Ok(members::table
        .filter(members::organization_id.eq(organization))
        .filter(members::role.eq("owner"))
        .filter(members::ends_at.is_null().or(members::ends_at.gt(now)))
        .order(members::id)
        .select((members::id, members::email))
        .load(conn)?)
}
