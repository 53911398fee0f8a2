//! An event with its sessions, for tests.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::application_rules::ApplicationRules;
use super::event::{
    Allocation, CapacityUnit, Event, EventStatus, Meeting, SeatCounts, SeatSettings, Session,
    SessionStatus,
};
use super::ids::{EventId, MeetingId, OrganizationId, SessionId};
use super::values::slug::Slug;

/// A moment as RFC 3339.
///
/// # Panics
/// Where it is none.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Two weeks before the sessions.
pub fn now() -> DateTime<Utc> {
    at("2026-10-01T09:00:00+09:00")
}

/// A published event.
///
/// # Panics
/// Never: its slug is one.
pub fn event() -> Event {
    Event {
        id: EventId(Uuid::from_u128(1)),
        organization: OrganizationId(Uuid::from_u128(2)),
        slug: Slug::parse("telework-2026").unwrap(),
        status: EventStatus::Published,
        title: "テレワーク説明会".into(),
        audience: "市民".into(),
        description: "一\n\n二".into(),
        contact: "萩市役所 000-0000-0000".into(),
        capacity_unit: CapacityUnit::Person,
        allocation: Allocation::FirstCome,
        people_per_application: 1,
        people_per_company: None,
        questions: Vec::new(),
        former_questions: Vec::new(),
        time_zone: chrono_tz::Asia::Tokyo,
        application_rules: ApplicationRules::default(),
        reminders: Vec::new(),
        version: 1,
        published_at: Some(now()),
        updated_at: now(),
    }
}

/// A session of it with twenty seats, all free.
pub fn session(id: u128, name: &str) -> Session {
    Session {
        id: SessionId(Uuid::from_u128(id)),
        organization: OrganizationId(Uuid::from_u128(2)),
        event: EventId(Uuid::from_u128(1)),
        group: None,
        position: 0,
        name: name.into(),
        settings: SeatSettings {
            status: SessionStatus::Scheduled,
            capacity: 20,
            people_capacity: None,
            waiting_list: true,
            head_blocks: false,
            opens_at: None,
            closes_at: at("2026-10-14T17:00:00+09:00"),
            grace_seconds: 600,
        },
        meetings: vec![Meeting {
            id: MeetingId(Uuid::from_u128(id + 10)),
            starts_at: at("2026-10-15T14:00:00+09:00"),
            ends_at: at("2026-10-15T15:30:00+09:00"),
            venue: Some("萩市役所".into()),
            address: None,
            online_url: None,
        }],
        counts: SeatCounts::default(),
        calendar_sequence: 0,
        version: 1,
    }
}
