//! Events with their groups, sessions and meetings, read and written as wholes.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{self, Conn, Lockable, each};
use super::error::StoreError;
use super::organizations::{self, OrganizationRow};
pub use super::programme_rows::{
    EventRow, GroupRow, MeetingRow, SessionRow, application_rules, count, from_json, stored,
    to_json,
};
use super::schema::{
    events, meetings, registration_counts, rehearsals as rehearsals_table, search_edits,
    search_postings, search_segments, session_groups, sessions,
};
use super::types::{Id, Time};
use super::{brands, choice_counts, event_images, rehearsals, reminders};
use crate::domain::brand::Brand;
use crate::domain::event::{Event, Group, Meeting, Programme, Session};
use crate::domain::ids::{EventId, OrganizationId, SessionId};

/// How an event is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EventRef {
    Id(EventId),
    Slug(String),
}

impl EventRef {
    /// An id in any spelling, else a slug.
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Slug(text.to_owned()), Self::Id)
    }
}

/// The whole programme of an event, as it stands.
pub fn load(conn: &mut Conn, event: &EventRef) -> Result<Option<Programme>, StoreError> {
    let query = events::table.select(EventRow::as_select()).into_boxed();
    let query = match event {
        EventRef::Id(id) => query.filter(events::id.eq(Id(id.0))),
        EventRef::Slug(slug) => query.filter(events::slug.eq(slug.clone())),
    };
    let Some(row) = query.first(conn).optional()? else { return Ok(None) };
    Ok(assemble(conn, vec![row])?.pop())
}

/// The programme as it stands at one version of the event, without locking anything: a change that is
/// written while it is read is noticed, and it is read again.
pub fn load_steadily(conn: &mut Conn, event: EventId) -> Result<Option<Programme>, StoreError> {
    loop {
        let Some(programme) = load(conn, &EventRef::Id(event))? else { return Ok(None) };
        let version: Option<i64> =
            events::table.find(Id(event.0)).select(events::version).first(conn).optional()?;
        if version == Some(programme.event.version) {
            return Ok(Some(programme));
        }
    }
}

/// The programme a session belongs to.
pub fn load_of_session(
    conn: &mut Conn,
    session: SessionId,
) -> Result<Option<Programme>, StoreError> {
    match event_of_session(conn, session)? {
        Some(event) => load(conn, &EventRef::Id(event)),
        None => Ok(None),
    }
}

pub fn event_of_session(
    conn: &mut Conn,
    session: SessionId,
) -> Result<Option<EventId>, StoreError> {
    let event: Option<Id> =
        sessions::table.find(Id(session.0)).select(sessions::event_id).first(conn).optional()?;
    Ok(event.map(|id| EventId(id.0)))
}

/// Of which programmes a page of a list is made.
#[derive(Clone, Debug)]
pub enum Selection {
    Public,
    OfOrganization(OrganizationId),
    /// Of an organization, only these.
    Among(OrganizationId, Vec<EventId>),
    PublicOf(OrganizationId),
}

/// Programmes, newest first, before `before`.
pub fn list(
    conn: &mut Conn,
    selection: Selection,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<Programme>, StoreError> {
    let mut query = events::table
        .order(events::id.desc())
        .limit(limit)
        .select(EventRow::as_select())
        // A rehearsal is found by those who know its address, and in no list.
        .filter(events::id.ne_all(rehearsals_table::table.select(rehearsals_table::event_id)))
        .into_boxed();
    if let Selection::Public | Selection::PublicOf(_) = &selection {
        query = query.filter(events::status.ne("draft"));
    }
    if let Selection::OfOrganization(organization)
    | Selection::PublicOf(organization)
    | Selection::Among(organization, _) = &selection
    {
        query = query.filter(events::organization_id.eq(Id(organization.0)));
    }
    if let Selection::Among(_, among) = selection {
        let among: Vec<Id> = among.iter().map(|event| Id(event.0)).collect();
        query = query.filter(events::id.eq_any(among));
    }
    if let Some(before) = before {
        query = query.filter(events::id.lt(Id(before.0)));
    }
    let rows = query.load(conn)?;
    assemble(conn, rows)
}

fn assemble(conn: &mut Conn, rows: Vec<EventRow>) -> Result<Vec<Programme>, StoreError> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let session_rows: Vec<SessionRow> = sessions::table
        .filter(sessions::event_id.eq_any(&ids))
        .order((sessions::event_id, sessions::position, sessions::id))
        .select(SessionRow::as_select())
        .load(conn)?;
    let mut meetings_of = load_meetings(conn, &session_rows)?;
    let group_rows: Vec<GroupRow> = session_groups::table
        .filter(session_groups::event_id.eq_any(&ids))
        .order((session_groups::event_id, session_groups::key))
        .select(GroupRow::as_select())
        .load(conn)?;
    let mut images = event_images::of_many(conn, &ids)?;
    let mut rehearsed = rehearsals::of_many(conn, &ids)?;
    let owners: Vec<Id> = rows.iter().map(|row| row.organization_id).collect();
    let brands = brands::of_many(conn, &owners)?;
    let mut organizations: HashMap<Id, OrganizationRow> = HashMap::new();
    let mut programmes = Vec::with_capacity(rows.len());
    for row in rows {
        if let std::collections::hash_map::Entry::Vacant(vacant) =
            organizations.entry(row.organization_id)
        {
            let found = organizations::by_id(conn, row.organization_id)?;
            vacant.insert(found.ok_or(StoreError::Unreadable("an event without organization"))?);
        }
        let organization = &organizations[&row.organization_id];
        let groups =
            group_rows.iter().filter(|group| group.event_id == row.id).map(GroupRow::group);
        let sessions = session_rows
            .iter()
            .filter(|session| session.event_id == row.id)
            .map(|session| session.session(meetings_of.remove(&session.id).unwrap_or_default()));
        programmes.push(Programme {
            event: row.event()?,
            organization_name: organization.name.clone(),
            organization_reply_to: organization.reply_to.clone(),
            brand: Brand {
                slug: organization.slug.clone(),
                ..brands.get(&row.organization_id).cloned().unwrap_or_default()
            },
            image: images.remove(&row.id),
            rehearsal: rehearsed.remove(&row.id),
            groups: groups.collect::<Result<_, _>>()?,
            sessions: sessions.collect::<Result<_, _>>()?,
        });
    }
    Ok(programmes)
}

fn load_meetings(
    conn: &mut Conn,
    sessions: &[SessionRow],
) -> Result<HashMap<Id, Vec<Meeting>>, StoreError> {
    let ids: Vec<Id> = sessions.iter().map(|session| session.id).collect();
    let rows: Vec<MeetingRow> = meetings::table
        .filter(meetings::session_id.eq_any(&ids))
        .order((meetings::session_id, meetings::position))
        .select(MeetingRow::as_select())
        .load(conn)?;
    let mut by_session: HashMap<Id, Vec<Meeting>> = HashMap::new();
    for row in rows {
        by_session.entry(row.session_id).or_default().push(row.meeting()?);
    }
    Ok(by_session)
}

pub fn insert_event(conn: &mut Conn, event: &Event, now: Time) -> Result<(), StoreError> {
    let row = EventRow::of(event, now)?;
    diesel::insert_into(events::table).values(&row).execute(conn)?;
    Ok(())
}

/// Whether another event has this slug.
pub fn slug_is_taken(conn: &mut Conn, slug: &str, except: EventId) -> Result<bool, StoreError> {
    let other: Option<Id> = events::table
        .filter(events::slug.eq(slug))
        .filter(events::id.ne(Id(except.0)))
        .select(events::id)
        .first(conn)
        .optional()?;
    Ok(other.is_some())
}

/// Writes what an event says of itself, with the next version.
pub fn update_event(conn: &mut Conn, event: &Event) -> Result<(), StoreError> {
    let row = EventRow::of(event, Time(event.updated_at))?;
    diesel::update(events::table.find(row.id))
        .set((
            events::slug.eq(row.slug),
            events::status.eq(row.status),
            events::title.eq(row.title),
            events::audience.eq(row.audience),
            events::description.eq(row.description),
            events::contact.eq(row.contact),
            events::people_per_application.eq(row.people_per_application),
            events::people_per_company.eq(row.people_per_company),
            events::questions.eq(row.questions),
            events::time_zone.eq(row.time_zone),
            events::published_at.eq(row.published_at),
            events::reminders.eq(row.reminders),
            events::application_rules.eq(row.application_rules),
            events::limits_choices.eq(row.limits_choices),
            events::former_questions.eq(row.former_questions),
            events::version.eq(events::version + 1),
            events::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Locks an event with all its groups and sessions: what follows happens after all batches that are
/// under way, and after every other change of the event. In the order in which the desk locks.
pub fn lock_event(conn: &mut Conn, event: EventId) -> Result<(), StoreError> {
    let event = Id(event.0);
    let groups: Vec<Id> = session_groups::table
        .filter(session_groups::event_id.eq(event))
        .order(session_groups::id)
        .select(session_groups::id)
        .load(conn)?;
    backend::lock(conn, Lockable::SessionGroups, &groups)?;
    let ids: Vec<Id> = sessions::table
        .filter(sessions::event_id.eq(event))
        .order(sessions::id)
        .select(sessions::id)
        .load(conn)?;
    backend::lock(conn, Lockable::Sessions, &ids)?;
    // The event's own row, by a write that changes nothing: an event may have no session yet.
    diesel::update(events::table.find(event))
        .set(events::version.eq(events::version))
        .execute(conn)?;
    Ok(())
}

/// Raises the versions of an event and its sessions, so that no cached copy passes for new.
pub fn touch(conn: &mut Conn, event: EventId, now: Time) -> Result<(), StoreError> {
    diesel::update(events::table.find(Id(event.0)))
        .set((events::version.eq(events::version + 1), events::updated_at.eq(now)))
        .execute(conn)?;
    diesel::update(sessions::table.filter(sessions::event_id.eq(Id(event.0))))
        .set(sessions::version.eq(sessions::version + 1))
        .execute(conn)?;
    Ok(())
}

/// Raises the SEQUENCE of a session's calendar entries: what they say has changed (RFC 5546, 3.2.1).
pub fn raise_calendar_sequence(conn: &mut Conn, session: SessionId) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(Id(session.0)))
        .set(sessions::calendar_sequence.eq(sessions::calendar_sequence + 1))
        .execute(conn)?;
    Ok(())
}

pub fn insert_group(conn: &mut Conn, event: &Event, group: &Group) -> Result<(), StoreError> {
    let row = GroupRow {
        id: Id(group.id.0),
        organization_id: Id(event.organization.0),
        event_id: Id(event.id.0),
        key: group.key.clone(),
        name: to_json(&group.name)?,
        capacity: group.capacity.map(stored),
        sessions_per_applicant: group.sessions_per_applicant.map(stored),
        taken: 0,
        exceeded: 0,
    };
    diesel::insert_into(session_groups::table).values(&row).execute(conn)?;
    Ok(())
}

/// A session is written as new only without anybody in it.
pub fn insert_session(conn: &mut Conn, session: &Session, now: Time) -> Result<(), StoreError> {
    let settings = &session.settings;
    let (Some(starts_at), Some(ends_at)) = (session.starts_at(), session.ends_at()) else {
        return Err(StoreError::Unreadable("a session without meetings"));
    };
    let row = SessionRow {
        id: Id(session.id.0),
        organization_id: Id(session.organization.0),
        event_id: Id(session.event.0),
        group_id: session.group.map(|id| Id(id.0)),
        position: stored(session.position),
        name: to_json(&session.name)?,
        status: settings.status.as_str().to_owned(),
        capacity: stored(settings.capacity),
        people_capacity: settings.people_capacity.map(stored),
        waiting_list: settings.waiting_list,
        head_blocks: settings.head_blocks,
        starts_at: Time(starts_at),
        ends_at: Time(ends_at),
        opens_at: settings.opens_at.map(Time),
        closes_at: Time(settings.closes_at),
        grace_seconds: stored(settings.grace_seconds),
        taken: 0,
        people: 0,
        exceeded: 0,
        people_exceeded: 0,
        waiting: 0,
        next_sequence: 1,
        calendar_sequence: 0,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    diesel::insert_into(sessions::table).values(&row).execute(conn)?;
    insert_meetings(conn, session)
}

fn insert_meetings(conn: &mut Conn, session: &Session) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for (position, meeting) in (0_u32..).zip(&session.meetings) {
        rows.push(MeetingRow::of(meeting, Id(session.organization.0), Id(session.id.0), position)?);
    }
    each!(conn, c => diesel::insert_into(meetings::table).values(&rows).execute(c))?;
    Ok(())
}

/// Writes what a session says of itself beside its seats: name, group, dates. The seats' own settings
/// are the desk's.
pub fn update_session_definition(
    conn: &mut Conn,
    session: &Session,
    now: Time,
) -> Result<(), StoreError> {
    let (Some(starts_at), Some(ends_at)) = (session.starts_at(), session.ends_at()) else {
        return Err(StoreError::Unreadable("a session without meetings"));
    };
    diesel::update(sessions::table.find(Id(session.id.0)))
        .set((
            sessions::name.eq(to_json(&session.name)?),
            sessions::group_id.eq(session.group.map(|id| Id(id.0))),
            sessions::starts_at.eq(Time(starts_at)),
            sessions::ends_at.eq(Time(ends_at)),
            sessions::calendar_sequence.eq(stored(session.calendar_sequence)),
            sessions::version.eq(sessions::version + 1),
            sessions::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::delete(meetings::table.filter(meetings::session_id.eq(Id(session.id.0))))
        .execute(conn)?;
    insert_meetings(conn, session)
}

/// The next free place in the order of an event's sessions.
pub fn next_position(conn: &mut Conn, event: EventId) -> Result<u32, StoreError> {
    let last: Option<i32> = sessions::table
        .filter(sessions::event_id.eq(Id(event.0)))
        .select(diesel::dsl::max(sessions::position))
        .first(conn)?;
    Ok(last.map_or(0, |last| count(last) + 1))
}

/// Deletes a session that nobody is registered in, with what was counted and indexed of those who were
/// once and have moved on.
pub fn delete_session(conn: &mut Conn, session: SessionId) -> Result<(), StoreError> {
    let id = Id(session.0);
    diesel::delete(search_edits::table.filter(search_edits::session_id.eq(id))).execute(conn)?;
    diesel::delete(search_postings::table.filter(search_postings::session_id.eq(id)))
        .execute(conn)?;
    diesel::delete(search_segments::table.filter(search_segments::session_id.eq(id)))
        .execute(conn)?;
    diesel::delete(registration_counts::table.filter(registration_counts::session_id.eq(id)))
        .execute(conn)?;
    reminders::forget(conn, id)?;
    choice_counts::forget(conn, &[id])?;
    diesel::delete(meetings::table.filter(meetings::session_id.eq(id))).execute(conn)?;
    diesel::delete(sessions::table.find(id)).execute(conn)?;
    Ok(())
}

/// The sessions of an event.
pub fn sessions_of(conn: &mut Conn, event: EventId) -> Result<Vec<SessionId>, StoreError> {
    let ids: Vec<Id> = sessions::table
        .filter(sessions::event_id.eq(Id(event.0)))
        .select(sessions::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| SessionId(id.0)).collect())
}

/// Deletes an event with its sessions, to which nobody has ever applied.
pub fn delete_event(conn: &mut Conn, event: EventId) -> Result<(), StoreError> {
    for session in sessions_of(conn, event)? {
        delete_session(conn, session)?;
    }
    diesel::delete(session_groups::table.filter(session_groups::event_id.eq(Id(event.0))))
        .execute(conn)?;
    event_images::delete(conn, Id(event.0))?;
    let rehearsal = rehearsals_table::table.find(Id(event.0));
    diesel::delete(rehearsal).execute(conn)?;
    diesel::delete(events::table.find(Id(event.0))).execute(conn)?;
    Ok(())
}
