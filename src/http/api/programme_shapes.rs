//! Events and sessions as the API shows them.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::mailing_shapes::{NoticeShape, UnreachableShape};
use super::sight::Sight;
use crate::domain::application_rules::ApplicationRulesDraft;
use crate::domain::event::{
    Allocation, Availability, CapacityUnit, EventStatus, Group, Meeting, Programme, Session,
    SessionStatus,
};
use crate::domain::question::Question;
use crate::domain::reminder::Reminder;
use crate::domain::values::localized::Localized;
use crate::links::Links;

/// A time with the offset of the event's zone.
pub fn in_zone(time: DateTime<Utc>, zone: Tz) -> DateTime<FixedOffset> {
    time.with_timezone(&zone).fixed_offset()
}

/// What is announced (イベント・説明会).
#[derive(Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventShape {
    pub id: Uuid,
    #[schema(example = "telework-2026")]
    pub slug: String,
    pub status: EventStatus,
    #[schema(example = "テレワーク説明会")]
    pub title: Localized,
    pub audience: Localized,
    pub description: Localized,
    pub contact: Localized,
    /// The organizer's name.
    pub organization: String,
    pub capacity_unit: CapacityUnit,
    pub allocation: Allocation,
    pub people_per_application: u32,
    pub people_per_company: Option<u32>,
    pub questions: Vec<Question>,
    #[schema(example = "Asia/Tokyo")]
    pub time_zone: String,
    pub session_groups: Vec<GroupShape>,
    pub sessions: Vec<SessionShape>,
    /// The event's page for people.
    pub url: String,
    pub published_at: Option<DateTime<FixedOffset>>,
    /// When those with a seat are reminded. For staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminders: Option<Vec<Reminder>>,
    pub application_rules: ApplicationRulesDraft,
    /// What was asked before and is not any more, or not so; its answers stand. For staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_questions: Option<Vec<Question>>,
}

/// An event after a change, with what those who have applied are told of it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangedEvent)]
pub struct ChangedEventShape {
    #[serde(flatten)]
    pub event: EventShape,
    /// Notices that are under way.
    pub notices: Vec<NoticeShape>,
    /// After a cancellation: who has to be called. For those who may read registrations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<Vec<UnreachableShape>>,
}

/// A session after a change, with what those who have applied are told of it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangedSession)]
pub struct ChangedSessionShape {
    #[serde(flatten)]
    pub session: SessionShape,
    /// Notices that are under way.
    pub notices: Vec<NoticeShape>,
    /// After a cancellation: who has to be called. For those who may read registrations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<Vec<UnreachableShape>>,
}

/// Sessions that share a cap or a limit (合同枠).
#[derive(Serialize, ToSchema)]
#[schema(as = SessionGroup)]
pub struct GroupShape {
    pub key: String,
    pub name: Localized,
    pub capacity: Option<u32>,
    pub sessions_per_applicant: Option<u32>,
}

/// What is applied for (開催回).
#[derive(Hash, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionShape {
    pub id: Uuid,
    /// The event's id.
    pub event: Uuid,
    #[schema(example = "下関")]
    pub name: Localized,
    pub capacity: u32,
    pub capacity_unit: CapacityUnit,
    /// In persons; a second cap beside the first.
    pub people_capacity: Option<u32>,
    /// What one more person (or company) could still get, under every cap that counts.
    pub seats_left: u32,
    /// Registrations on the waiting list.
    pub waiting: u32,
    /// Whether a full session takes applications onto a waiting list.
    pub waiting_list: bool,
    /// What somebody who applies now is told.
    pub status: Availability,
    pub opens_at: Option<DateTime<FixedOffset>>,
    pub closes_at: DateTime<FixedOffset>,
    /// Key of its session group.
    pub group: Option<String>,
    pub meetings: Vec<MeetingShape>,
    /// When this was shown; the numbers are at most a second older. Not part of the `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_at: Option<DateTime<FixedOffset>>,
    /// For staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub management: Option<ManagementShape>,
}

/// What only staff see of a session.
#[derive(Hash, Serialize, ToSchema)]
#[schema(as = SessionManagement)]
pub struct ManagementShape {
    /// Taken, in the capacity unit.
    pub confirmed: u32,
    /// Taken, in persons.
    pub people: u32,
    /// Given beyond the capacity, on purpose.
    pub exceeded: u32,
    /// The organizer's own switch, apart from the clock.
    pub switch: SessionStatus,
    pub waiting_list_head_blocks: bool,
    pub grace_seconds: u32,
}

/// A date, time and place (日程).
#[derive(Hash, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub struct MeetingShape {
    pub id: Uuid,
    pub starts_at: DateTime<FixedOffset>,
    pub ends_at: DateTime<FixedOffset>,
    pub venue: Option<Localized>,
    pub address: Option<Localized>,
    /// For confirmed applicants and staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_url: Option<String>,
}

/// One page of events.
#[derive(Serialize, ToSchema)]
#[schema(as = EventPage)]
pub struct EventPageShape {
    pub items: Vec<EventShape>,
    /// Give it as `cursor` to get the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

impl EventShape {
    /// The event as somebody sees it at `now`. Without times of counting: see [`Self::counted`].
    pub fn of(programme: &Programme, sight: Sight, now: DateTime<Utc>, links: &Links) -> Self {
        let event = &programme.event;
        let sessions = programme
            .sessions
            .iter()
            .map(|session| SessionShape::of(programme, session, sight, now));
        Self {
            id: event.id.0,
            slug: event.slug.as_str().to_owned(),
            status: event.status,
            title: event.title.clone(),
            audience: event.audience.clone(),
            description: event.description.clone(),
            contact: event.contact.clone(),
            organization: programme.organization_name.clone(),
            capacity_unit: event.capacity_unit,
            allocation: event.allocation,
            people_per_application: event.people_per_application,
            people_per_company: event.people_per_company,
            questions: event.questions.clone(),
            time_zone: event.time_zone.name().to_owned(),
            session_groups: programme.groups.iter().map(GroupShape::of).collect(),
            sessions: sessions.collect(),
            url: links.link(&format!("/e/{}", event.slug.as_str())),
            published_at: event.published_at.map(|time| in_zone(time, event.time_zone)),
            reminders: (sight == Sight::Staff).then(|| event.reminders.clone()),
            application_rules: event.application_rules.into(),
            former_questions: (sight == Sight::Staff).then(|| event.former_questions.clone()),
        }
    }

    /// The same, with the time at which it is shown.
    pub fn counted(mut self, now: DateTime<Utc>, zone: Tz) -> Self {
        for session in &mut self.sessions {
            session.counted_at = Some(in_zone(now, zone));
        }
        self
    }
}

impl GroupShape {
    fn of(group: &Group) -> Self {
        Self {
            key: group.key.clone(),
            name: group.name.clone(),
            capacity: group.capacity,
            sessions_per_applicant: group.sessions_per_applicant,
        }
    }
}

impl SessionShape {
    /// The session as somebody sees it at `now`, without the time of counting.
    pub fn of(programme: &Programme, session: &Session, sight: Sight, now: DateTime<Utc>) -> Self {
        let zone = programme.event.time_zone;
        let settings = &session.settings;
        Self {
            id: session.id.0,
            event: session.event.0,
            name: session.name.clone(),
            capacity: settings.capacity,
            capacity_unit: programme.event.capacity_unit,
            people_capacity: settings.people_capacity,
            seats_left: programme.seats_left(session),
            waiting: session.counts.waiting,
            waiting_list: settings.waiting_list,
            status: programme.availability(session, now),
            opens_at: settings.opens_at.map(|time| in_zone(time, zone)),
            closes_at: in_zone(settings.closes_at, zone),
            group: programme.group_of(session).map(|group| group.key.clone()),
            meetings: session
                .meetings
                .iter()
                .map(|meeting| MeetingShape::of(meeting, zone, sight))
                .collect(),
            counted_at: None,
            management: (sight == Sight::Staff).then(|| ManagementShape::of(session)),
        }
    }
}

impl ManagementShape {
    fn of(session: &Session) -> Self {
        let (settings, counts) = (&session.settings, &session.counts);
        Self {
            confirmed: counts.taken,
            people: counts.people,
            exceeded: counts.exceeded,
            switch: settings.status,
            waiting_list_head_blocks: settings.head_blocks,
            grace_seconds: settings.grace_seconds,
        }
    }
}

impl MeetingShape {
    /// A meeting, with its online address for whoever may enter.
    pub fn of(meeting: &Meeting, zone: Tz, sight: Sight) -> Self {
        Self {
            id: meeting.id.0,
            starts_at: in_zone(meeting.starts_at, zone),
            ends_at: in_zone(meeting.ends_at, zone),
            venue: meeting.venue.clone(),
            address: meeting.address.clone(),
            online_url: meeting.online_url.clone().filter(|_| sight != Sight::Public),
        }
    }
}
