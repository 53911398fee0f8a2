//! A programme for the tests of what others are told.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Site;
use crate::domain::application_rules::ApplicationRules;
use crate::domain::brand::{Brand, EventImage};
use crate::domain::event::{
    Allocation, CapacityUnit, Event, EventStatus, Meeting, Programme, SeatCounts, SeatSettings,
    Session, SessionStatus,
};
use crate::domain::ids::{EventId, MeetingId, OrganizationId, SessionId};
use crate::domain::values::localized::Localized;
use crate::domain::values::slug::Slug;

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Two weeks before the sessions.
pub fn now() -> DateTime<Utc> {
    at("2026-10-01T09:00:00+09:00")
}

pub fn site() -> Site {
    Site { base: "https://uketsuke.example.jp".to_owned(), host: "uketsuke.example.jp".to_owned() }
}

pub fn programme() -> Programme {
    Programme {
        event: event(),
        organization_name: "萩市".to_owned(),
        organization_reply_to: None,
        brand: Brand { slug: "hagi".to_owned(), ..Brand::default() },
        image: Some(EventImage {
            hash: "00ff".to_owned(),
            width: 640,
            height: 480,
            alternative: Localized::plain("会場の写真"),
        }),
        groups: Vec::new(),
        sessions: vec![session(10, "下関"), session(11, "萩")],
    }
}

fn event() -> Event {
    Event {
        id: EventId(Uuid::from_u128(1)),
        organization: OrganizationId(Uuid::from_u128(2)),
        slug: Slug::parse("telework").unwrap(),
        status: EventStatus::Published,
        title: Localized::both("テレワーク説明会".to_owned(), "Telework briefing".to_owned()),
        audience: "市内に住む人".into(),
        description: "自宅で働く「テレワーク」をご紹介します。\n企業2社のお話を聞けます。".into(),
        contact: "萩市役所 産業政策課\n電話 000-0000-0000".into(),
        capacity_unit: CapacityUnit::Person,
        allocation: Allocation::FirstCome,
        people_per_application: 3,
        people_per_company: None,
        questions: Vec::new(),
        former_questions: Vec::new(),
        time_zone: chrono_tz::Asia::Tokyo,
        application_rules: ApplicationRules::default(),
        reminders: Vec::new(),
        version: 1,
        published_at: Some(at("2026-09-20T10:00:00+09:00")),
        updated_at: at("2026-09-25T10:00:00+09:00"),
    }
}

fn session(id: u128, name: &str) -> Session {
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
            venue: Some("豊北総合支所".into()),
            address: Some("山口県下関市豊北町3140-1".into()),
            online_url: None,
        }],
        counts: SeatCounts::default(),
        calendar_sequence: 0,
        version: 1,
    }
}
