//! The rows of events, session groups, sessions and meetings, and what they mean.

use chrono_tz::Tz;
use diesel::prelude::*;

use super::error::StoreError;
use super::schema::{events, meetings, session_groups, sessions};
use super::types::{Id, JsonText, Time};
use crate::domain::application_rules::{ApplicationRules, ApplicationRulesDraft};
use crate::domain::event::{
    Allocation, CapacityUnit, Event, EventStatus, Group, Meeting, SeatCounts, SeatSettings,
    Session, SessionStatus,
};
use crate::domain::fault::Faults;
use crate::domain::ids::{EventId, GroupId, MeetingId, OrganizationId, SessionId};
use crate::domain::values::localized::Localized;
use crate::domain::values::slug::Slug;

#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = events, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct EventRow {
    pub id: Id,
    pub organization_id: Id,
    pub slug: String,
    pub status: String,
    pub title: JsonText,
    pub audience: JsonText,
    pub description: JsonText,
    pub contact: JsonText,
    pub capacity_unit: String,
    pub allocation: String,
    pub people_per_application: i32,
    pub people_per_company: Option<i32>,
    pub questions: JsonText,
    pub time_zone: String,
    pub version: i64,
    pub published_at: Option<Time>,
    pub reminders: JsonText,
    pub application_rules: JsonText,
    pub limits_choices: bool,
    pub former_questions: JsonText,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = session_groups, treat_none_as_default_value = false)]
pub struct GroupRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    pub key: String,
    pub name: JsonText,
    pub capacity: Option<i32>,
    pub sessions_per_applicant: Option<i32>,
    pub taken: i32,
    pub exceeded: i32,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct SessionRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    pub group_id: Option<Id>,
    pub position: i32,
    pub name: JsonText,
    pub status: String,
    pub capacity: i32,
    pub people_capacity: Option<i32>,
    pub waiting_list: bool,
    pub head_blocks: bool,
    pub starts_at: Time,
    pub ends_at: Time,
    pub opens_at: Option<Time>,
    pub closes_at: Time,
    pub grace_seconds: i32,
    pub taken: i32,
    pub people: i32,
    pub exceeded: i32,
    pub people_exceeded: i32,
    pub waiting: i32,
    pub next_sequence: i64,
    pub calendar_sequence: i32,
    pub version: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = meetings, treat_none_as_default_value = false)]
pub struct MeetingRow {
    pub id: Id,
    pub organization_id: Id,
    pub session_id: Id,
    pub position: i32,
    pub starts_at: Time,
    pub ends_at: Time,
    pub venue: Option<JsonText>,
    pub address: Option<JsonText>,
    pub online_url: Option<String>,
}

/// Counts are never negative (CHECK) and far below 2³¹.
pub fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// The other way round.
pub fn stored(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub fn to_json<T: serde::Serialize>(value: &T) -> Result<JsonText, StoreError> {
    serde_json::to_string(value)
        .map(JsonText)
        .map_err(|_| StoreError::Unreadable("a value that JSON cannot hold"))
}

pub fn from_json<T: serde::de::DeserializeOwned>(text: &JsonText) -> Result<T, StoreError> {
    serde_json::from_str(&text.0).map_err(|_| StoreError::Unreadable("JSON of another shape"))
}

/// Rules as they are stored; they were parsed before.
pub fn application_rules(text: &JsonText) -> Result<ApplicationRules, StoreError> {
    let draft: ApplicationRulesDraft = from_json(text)?;
    Ok(draft.parse("", &mut Faults::default()))
}

impl EventRow {
    pub fn of(event: &Event, created_at: Time) -> Result<Self, StoreError> {
        Ok(Self {
            id: Id(event.id.0),
            organization_id: Id(event.organization.0),
            slug: event.slug.as_str().to_owned(),
            status: event.status.as_str().to_owned(),
            title: to_json(&event.title)?,
            audience: to_json(&event.audience)?,
            description: to_json(&event.description)?,
            contact: to_json(&event.contact)?,
            capacity_unit: event.capacity_unit.as_str().to_owned(),
            allocation: event.allocation.as_str().to_owned(),
            people_per_application: stored(event.people_per_application),
            people_per_company: event.people_per_company.map(stored),
            questions: to_json(&event.questions)?,
            time_zone: event.time_zone.name().to_owned(),
            version: event.version,
            published_at: event.published_at.map(Time),
            reminders: to_json(&event.reminders)?,
            application_rules: to_json(&ApplicationRulesDraft::from(event.application_rules))?,
            limits_choices: event.limits_choices(),
            former_questions: to_json(&event.former_questions)?,
            created_at,
            updated_at: Time(event.updated_at),
        })
    }

    pub fn event(&self) -> Result<Event, StoreError> {
        Ok(Event {
            id: EventId(self.id.0),
            organization: OrganizationId(self.organization_id.0),
            slug: Slug::parse(&self.slug).map_err(|_| StoreError::Unreadable("slug"))?,
            status: EventStatus::parse(&self.status)
                .ok_or(StoreError::Unreadable("event status"))?,
            title: from_json(&self.title)?,
            audience: from_json(&self.audience)?,
            description: from_json(&self.description)?,
            contact: from_json(&self.contact)?,
            capacity_unit: CapacityUnit::parse(&self.capacity_unit)
                .ok_or(StoreError::Unreadable("capacity unit"))?,
            allocation: Allocation::parse(&self.allocation)
                .ok_or(StoreError::Unreadable("allocation"))?,
            people_per_application: count(self.people_per_application),
            people_per_company: self.people_per_company.map(count),
            questions: from_json(&self.questions)?,
            former_questions: from_json(&self.former_questions)?,
            time_zone: self
                .time_zone
                .parse::<Tz>()
                .map_err(|_| StoreError::Unreadable("time zone"))?,
            reminders: from_json(&self.reminders)?,
            application_rules: application_rules(&self.application_rules)?,
            version: self.version,
            published_at: self.published_at.map(|time| time.0),
            updated_at: self.updated_at.0,
        })
    }
}

impl GroupRow {
    pub fn group(&self) -> Result<Group, StoreError> {
        Ok(Group {
            id: GroupId(self.id.0),
            key: self.key.clone(),
            name: from_json(&self.name)?,
            capacity: self.capacity.map(count),
            sessions_per_applicant: self.sessions_per_applicant.map(count),
            taken: count(self.taken),
            exceeded: count(self.exceeded),
        })
    }
}

impl SessionRow {
    pub fn settings(&self) -> Result<SeatSettings, StoreError> {
        Ok(SeatSettings {
            status: SessionStatus::parse(&self.status)
                .ok_or(StoreError::Unreadable("session status"))?,
            capacity: count(self.capacity),
            people_capacity: self.people_capacity.map(count),
            waiting_list: self.waiting_list,
            head_blocks: self.head_blocks,
            opens_at: self.opens_at.map(|time| time.0),
            closes_at: self.closes_at.0,
            grace_seconds: count(self.grace_seconds),
        })
    }

    pub fn counts(&self) -> SeatCounts {
        SeatCounts {
            taken: count(self.taken),
            people: count(self.people),
            exceeded: count(self.exceeded),
            people_exceeded: count(self.people_exceeded),
            waiting: count(self.waiting),
        }
    }

    pub fn session(&self, meetings: Vec<Meeting>) -> Result<Session, StoreError> {
        Ok(Session {
            id: SessionId(self.id.0),
            organization: OrganizationId(self.organization_id.0),
            event: EventId(self.event_id.0),
            group: self.group_id.map(|id| GroupId(id.0)),
            position: count(self.position),
            name: from_json(&self.name)?,
            settings: self.settings()?,
            meetings,
            counts: self.counts(),
            calendar_sequence: count(self.calendar_sequence),
            version: self.version,
        })
    }
}

impl MeetingRow {
    pub fn meeting(&self) -> Result<Meeting, StoreError> {
        let text = |json: &Option<JsonText>| json.as_ref().map(from_json::<Localized>).transpose();
        Ok(Meeting {
            id: MeetingId(self.id.0),
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            venue: text(&self.venue)?,
            address: text(&self.address)?,
            online_url: self.online_url.clone(),
        })
    }

    pub fn of(
        meeting: &Meeting,
        organization: Id,
        session: Id,
        position: u32,
    ) -> Result<Self, StoreError> {
        let json = |text: &Option<Localized>| text.as_ref().map(to_json).transpose();
        Ok(Self {
            id: Id(meeting.id.0),
            organization_id: organization,
            session_id: session,
            position: stored(position),
            starts_at: Time(meeting.starts_at),
            ends_at: Time(meeting.ends_at),
            venue: json(&meeting.venue)?,
            address: json(&meeting.address)?,
            online_url: meeting.online_url.clone(),
        })
    }
}
