//! What the first page of the console lists: what comes soon, what waits, what is not published.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{application_drafts, events, registrations, rehearsals, sessions};
use super::types::{Id, Time};
use crate::domain::ids::{EventId, SessionId};

/// Sessions of an organization that begin in this time, or go on in it, the first first.
pub fn sessions_between(
    conn: &mut Conn,
    organization: Id,
    (from, to): (Time, Time),
    limit: i64,
) -> Result<Vec<(SessionId, ())>, StoreError> {
    let ids: Vec<Id> = sessions::table
        .filter(sessions::organization_id.eq(organization))
        .filter(sessions::ends_at.gt(from))
        .filter(sessions::starts_at.le(to))
        .filter(sessions::event_id.ne_all(rehearsals::table.select(rehearsals::event_id)))
        .order((sessions::starts_at, sessions::id))
        .limit(limit)
        .select(sessions::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| (SessionId(id.0), ())).collect())
}

/// Offers that are looked at: beyond these the number is not exact.
const OFFERS_MAX: i64 = 1_000;

/// Sessions with offers that end in this time: how many, and when the first of them ends.
pub fn offers_ending(
    conn: &mut Conn,
    organization: Id,
    (from, to): (Time, Time),
) -> Result<Vec<(SessionId, i64, Time)>, StoreError> {
    let rows: Vec<(Id, Option<Time>)> = registrations::table
        // Word for word as in the index of what is held: a bound value would not be known to fit it.
        .filter(sql::<Bool>("state IN ('offered', 'pending')"))
        .filter(registrations::state.eq("offered"))
        .filter(registrations::organization_id.eq(organization))
        .filter(registrations::offer_expires_at.gt(from))
        .filter(registrations::offer_expires_at.le(to))
        .filter(registrations::event_id.ne_all(rehearsals::table.select(rehearsals::event_id)))
        .order(registrations::offer_expires_at)
        .limit(OFFERS_MAX)
        .select((registrations::session_id, registrations::offer_expires_at))
        .load(conn)?;
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
pub fn open_drafts(conn: &mut Conn, organization: Id) -> Result<i64, StoreError> {
    Ok(application_drafts::table
        .filter(application_drafts::organization_id.eq(organization))
        .filter(application_drafts::state.eq("open"))
        .count()
        .get_result(conn)?)
}

/// Events that are not published, the newest first.
pub fn drafts_of_events(
    conn: &mut Conn,
    organization: Id,
    limit: i64,
) -> Result<Vec<EventId>, StoreError> {
    let ids: Vec<Id> = events::table
        .filter(events::organization_id.eq(organization))
        .filter(events::status.eq("draft"))
        .order(events::id.desc())
        .limit(limit)
        .select(events::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| EventId(id.0)).collect())
}
