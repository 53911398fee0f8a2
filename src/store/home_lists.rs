//! What the first page of the console lists: what comes soon, what waits, what is not published.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{application_drafts, events, registrations, rehearsals, sessions};
use super::types::{Id, Time};
use crate::domain::ids::{EventId, SessionId};

/// Of which events something is listed.
#[derive(Clone, Debug)]
pub struct Among {
    pub organization: Id,
    /// These alone; all of the organization where `None`.
    pub events: Option<Vec<Id>>,
}

impl Among {
    /// The events to which somebody is confined, or all.
    pub fn new(organization: Id, confined: Option<Vec<EventId>>) -> Self {
        let events = confined.map(|all| all.into_iter().map(|event| Id(event.0)).collect());
        Self { organization, events }
    }
}

/// Sessions that begin in this time, or go on in it, the first first.
pub fn sessions_between(
    conn: &mut Conn,
    among: &Among,
    (from, to): (Time, Time),
    limit: i64,
) -> Result<Vec<(SessionId, ())>, StoreError> {
    let mut query = sessions::table
        .filter(sessions::organization_id.eq(among.organization))
        .filter(sessions::ends_at.gt(from))
        .filter(sessions::starts_at.le(to))
        .filter(sessions::event_id.ne_all(rehearsals::table.select(rehearsals::event_id)))
        .order((sessions::starts_at, sessions::id))
        .limit(limit)
        .select(sessions::id)
        .into_boxed();
    if let Some(events) = &among.events {
        query = query.filter(sessions::event_id.eq_any(events));
    }
    let ids: Vec<Id> = query.load(conn)?;
    Ok(ids.into_iter().map(|id| (SessionId(id.0), ())).collect())
}

/// Offers that are looked at: beyond these the number is not exact.
const OFFERS_MAX: i64 = 1_000;

/// Sessions with offers that end in this time: how many, and when the first of them ends.
pub fn offers_ending(
    conn: &mut Conn,
    among: &Among,
    (from, to): (Time, Time),
) -> Result<Vec<(SessionId, i64, Time)>, StoreError> {
    let mut query = registrations::table
        // Word for word as in the index of what is held: a bound value would not be known to fit it.
        .filter(sql::<Bool>("state IN ('offered', 'pending')"))
        .filter(registrations::state.eq("offered"))
        .filter(registrations::organization_id.eq(among.organization))
        .filter(registrations::offer_expires_at.gt(from))
        .filter(registrations::offer_expires_at.le(to))
        .filter(registrations::event_id.ne_all(rehearsals::table.select(rehearsals::event_id)))
        .order(registrations::offer_expires_at)
        .limit(OFFERS_MAX)
        .select((registrations::session_id, registrations::offer_expires_at))
        .into_boxed();
    if let Some(events) = &among.events {
        query = query.filter(registrations::event_id.eq_any(events));
    }
    let rows: Vec<(Id, Option<Time>)> = query.load(conn)?;
    let mut found: Vec<(SessionId, i64, Time)> = Vec::new();
    for (session, ends) in rows {
        let (session, Some(ends)) = (SessionId(session.0), ends) else { continue };
        match found.iter_mut().find(|(known, _, _)| *known == session) {
            Some((_, count, _)) => *count += 1,
            None => found.push((session, 1, ends)),
        }
    }
    Ok(found)
}

/// How many applications by mail wait for somebody.
pub fn open_drafts(conn: &mut Conn, among: &Among) -> Result<i64, StoreError> {
    let mut query = application_drafts::table
        .filter(application_drafts::organization_id.eq(among.organization))
        .filter(application_drafts::state.eq("open"))
        .select(count_star())
        .into_boxed();
    if let Some(events) = &among.events {
        query = query.filter(application_drafts::event_id.eq_any(events));
    }
    Ok(query.first(conn)?)
}

/// Sessions that end after this time and whose seats are given by selection or draw, the first first.
pub fn choosing_sessions(
    conn: &mut Conn,
    among: &Among,
    from: Time,
    limit: i64,
) -> Result<Vec<SessionId>, StoreError> {
    let by_choosing = events::table
        .filter(events::organization_id.eq(among.organization))
        .filter(events::allocation.eq_any(["approval", "lottery"]))
        .filter(events::status.ne("cancelled"))
        .select(events::id);
    let mut query = sessions::table
        .filter(sessions::organization_id.eq(among.organization))
        .filter(sessions::ends_at.gt(from))
        .filter(sessions::event_id.eq_any(by_choosing))
        .filter(sessions::event_id.ne_all(rehearsals::table.select(rehearsals::event_id)))
        .order((sessions::starts_at, sessions::id))
        .limit(limit)
        .select(sessions::id)
        .into_boxed();
    if let Some(events) = &among.events {
        query = query.filter(sessions::event_id.eq_any(events));
    }
    let ids: Vec<Id> = query.load(conn)?;
    Ok(ids.into_iter().map(|id| SessionId(id.0)).collect())
}

/// Events that are not published, the newest first.
pub fn drafts_of_events(
    conn: &mut Conn,
    among: &Among,
    limit: i64,
) -> Result<Vec<EventId>, StoreError> {
    let mut query = events::table
        .filter(events::organization_id.eq(among.organization))
        .filter(events::status.eq("draft"))
        .order(events::id.desc())
        .limit(limit)
        .select(events::id)
        .into_boxed();
    if let Some(only) = &among.events {
        query = query.filter(events::id.eq_any(only));
    }
    let ids: Vec<Id> = query.load(conn)?;
    Ok(ids.into_iter().map(|id| EventId(id.0)).collect())
}
