//! Making an event with its sessions, as a draft.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::clock;
use crate::domain::draft::{
    EventDefinition, EventDraft, GroupDefinition, MeetingDefinition, SessionDefinition,
};
use crate::domain::event::{Event, EventStatus, Group, Meeting, SeatCounts, Session};
use crate::domain::ids::{EventId, GroupId, MeetingId, OrganizationId, SessionId};
use crate::domain::values::slug::Slug;
use crate::store::audit::{self, AuditRow};
use crate::store::programmes::{self, EventRef};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError, choice_counts, reminders};

use super::{Failure, Permission, Principal};

/// Makes a draft; returns its id.
pub async fn create(
    app: &App,
    principal: &Principal,
    draft: &EventDraft,
) -> Result<EventId, Failure> {
    principal.must(Permission::WriteEvents)?;
    let definition = draft.parse().map_err(Failure::Invalid)?;
    let now = app.clock.now();
    let new = build(&definition, principal.organization, now)?;
    let id = new.event.id;
    let line = audit_line(principal, "event_created", "event", id.0, now);
    app.write(move |conn| {
        insert(conn, &new, now)?;
        Ok::<_, Failure>(audit::insert(conn, &[line])?)
    })
    .await?;
    Ok(id)
}

/// An event that is not written yet.
pub(super) struct NewEvent {
    pub event: Event,
    pub groups: Vec<Group>,
    pub sessions: Vec<Session>,
}

/// Writes a new event with everything that belongs to it.
pub(super) fn insert(conn: &mut Conn, new: &NewEvent, now: DateTime<Utc>) -> Result<(), Failure> {
    let event = &new.event;
    if programmes::slug_is_taken(conn, event.slug.as_str(), event.id)? {
        return Err(Failure::invalid("/slug", "already_used"));
    }
    programmes::insert_event(conn, event, Time(now))?;
    for group in &new.groups {
        programmes::insert_group(conn, event, group)?;
    }
    for session in &new.sessions {
        programmes::insert_session(conn, session, Time(now))?;
    }
    if let Some(programme) = programmes::load(conn, &EventRef::Id(event.id))? {
        reminders::plan(conn, &programme, Time(now))?;
        choice_counts::follow(conn, programme.event.id)?;
    }
    Ok(())
}

/// A line of the audit trail for something done outside the desk.
pub fn audit_line(
    principal: &Principal,
    action: &str,
    kind: &str,
    subject: Uuid,
    now: DateTime<Utc>,
) -> AuditRow {
    AuditRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: Id(principal.organization.0),
        at: Time(now),
        actor: principal.actor.to_string(),
        action: action.to_owned(),
        subject_kind: kind.to_owned(),
        subject_id: Id(subject),
        details: JsonText("{}".to_owned()),
    }
}

/// What a definition makes, with new ids, as a draft.
pub(super) fn build(
    definition: &EventDefinition,
    organization: OrganizationId,
    now: DateTime<Utc>,
) -> Result<NewEvent, Failure> {
    let id = EventId(clock::uuid_v7(now));
    let slug = match &definition.slug {
        Some(slug) => slug.clone(),
        None => Slug::parse(&format!("e-{}", id.0.simple()))
            .map_err(|_| Failure::invalid("/slug", "invalid_slug"))?,
    };
    let event = Event {
        id,
        organization,
        slug,
        status: EventStatus::Draft,
        title: definition.title.clone(),
        audience: definition.audience.clone(),
        description: definition.description.clone(),
        contact: definition.contact.clone(),
        capacity_unit: definition.capacity_unit,
        allocation: definition.allocation,
        people_per_application: definition.people_per_application,
        people_per_company: definition.people_per_company,
        questions: definition.questions.clone(),
        former_questions: Vec::new(),
        time_zone: definition.time_zone,
        reminders: definition.reminders.clone(),
        application_rules: definition.application_rules,
        version: 1,
        published_at: None,
        updated_at: now,
    };
    let groups: Vec<Group> = definition.groups.iter().map(|group| new_group(group, now)).collect();
    let sessions = (0_u32..).zip(&definition.sessions);
    let sessions = sessions
        .map(|(position, session)| new_session(session, &event, &groups, position, now))
        .collect();
    Ok(NewEvent { event, groups, sessions })
}

fn new_group(group: &GroupDefinition, now: DateTime<Utc>) -> Group {
    Group {
        id: GroupId(clock::uuid_v7(now)),
        key: group.key.clone(),
        name: group.name.clone(),
        capacity: group.capacity,
        sessions_per_applicant: group.sessions_per_applicant,
        taken: 0,
        exceeded: 0,
    }
}

/// A session that nobody has applied to yet.
pub fn new_session(
    definition: &SessionDefinition,
    event: &Event,
    groups: &[Group],
    position: u32,
    now: DateTime<Utc>,
) -> Session {
    let key = definition.group_key.as_deref();
    Session {
        id: SessionId(clock::uuid_v7(now)),
        organization: event.organization,
        event: event.id,
        group: key
            .and_then(|key| groups.iter().find(|group| group.key == key))
            .map(|group| group.id),
        position,
        name: definition.name.clone(),
        settings: definition.settings.clone(),
        meetings: definition.meetings.iter().map(|meeting| new_meeting(meeting, now)).collect(),
        counts: SeatCounts::default(),
        calendar_sequence: 0,
        version: 1,
    }
}

pub fn new_meeting(definition: &MeetingDefinition, now: DateTime<Utc>) -> Meeting {
    Meeting {
        id: MeetingId(clock::uuid_v7(now)),
        starts_at: definition.starts_at,
        ends_at: definition.ends_at,
        venue: definition.venue.clone(),
        address: definition.address.clone(),
        online_url: definition.online_url.clone(),
    }
}

/// Writes one line of the audit trail.
pub fn note(conn: &mut Conn, line: AuditRow) -> Result<(), StoreError> {
    audit::insert(conn, &[line])
}
