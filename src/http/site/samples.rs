//! A programme and a registration for the tests of the pages' handlers.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::application::Source;
use crate::domain::application_rules::ApplicationRules;
use crate::domain::brand::Brand;
use crate::domain::event::{
    Allocation, CapacityUnit, Event, EventStatus, Meeting, Programme, SeatCounts, SeatSettings,
    Session, SessionStatus,
};
use crate::domain::ids::{EventId, MeetingId, OrganizationId, RegistrationId, SessionId};
use crate::domain::question::{Answers, Choice, Question, QuestionKind};
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::domain::values::slug::Slug;
use crate::usecases::Registration;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Two weeks before the sessions.
pub fn now() -> DateTime<Utc> {
    at("2026-10-01T09:00:00+09:00")
}

pub fn event(capacity_unit: CapacityUnit) -> Event {
    let question = |key: &str, kind, choices: &[&str]| Question {
        key: key.to_owned(),
        kind,
        label: key.into(),
        choices: choices
            .iter()
            .map(|value| Choice { value: (*value).to_owned(), label: (*value).into(), limit: None })
            .collect(),
        ..Question::default()
    };
    Event {
        id: EventId(Uuid::from_u128(1)),
        organization: OrganizationId(Uuid::from_u128(2)),
        slug: Slug::parse("telework-2026").unwrap(),
        status: EventStatus::Published,
        title: "テレワーク説明会".into(),
        audience: "市民".into(),
        description: "一\n\n二".into(),
        contact: "萩市役所 000-0000-0000".into(),
        capacity_unit,
        allocation: Allocation::FirstCome,
        people_per_application: 1,
        people_per_company: None,
        questions: vec![
            question("needs", QuestionKind::ShortText, &[]),
            question("themes", QuestionKind::Choices, &["a", "b"]),
        ],
        former_questions: Vec::new(),
        time_zone: chrono_tz::Asia::Tokyo,
        application_rules: ApplicationRules::default(),
        reminders: Vec::new(),
        version: 1,
        published_at: Some(now()),
        updated_at: now(),
    }
}

pub fn programme(capacity_unit: CapacityUnit) -> Programme {
    Programme {
        event: event(capacity_unit),
        organization_name: "萩市".to_owned(),
        organization_reply_to: None,
        brand: Brand { slug: "hagi".to_owned(), ..Brand::default() },
        image: None,
        groups: Vec::new(),
        sessions: vec![session(10), session(11)],
    }
}

fn session(id: u128) -> Session {
    Session {
        id: SessionId(Uuid::from_u128(id)),
        organization: OrganizationId(Uuid::from_u128(2)),
        event: EventId(Uuid::from_u128(1)),
        group: None,
        position: 0,
        name: "萩".into(),
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
            id: MeetingId(Uuid::from_u128(20)),
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

pub fn registration() -> Registration {
    let answers = [("needs", "車いす".into()), ("themes", vec!["a", "b"].into())];
    Registration {
        id: RegistrationId(Uuid::from_u128(30)),
        organization: OrganizationId(Uuid::from_u128(2)),
        event: EventId(Uuid::from_u128(1)),
        session: SessionId(Uuid::from_u128(10)),
        sequence: 1,
        reception_number: "K7M4Q2XH".to_owned(),
        state: State::Confirmed,
        position: None,
        applicant_name: "山田 太郎".to_owned(),
        applicant_kana: Some("やまだ たろう".to_owned()),
        applicant_email: Some("taro@example.jp".to_owned()),
        applicant_phone: None,
        company_name: None,
        corporate_number: None,
        seats: 1,
        attendees: Vec::new(),
        answers: answers
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect::<Answers>(),
        language: Language::Ja,
        source: Source::Web,
        note: None,
        exceeded_reason: None,
        offer_expires_at: None,
        wishes: Vec::new(),
        received_at: now(),
        registered_at: now(),
        updated_at: now(),
        version: 1,
    }
}
