//! A programme and a registration for the tests of the pages' handlers.

use uuid::Uuid;

use crate::domain::application::Source;
use crate::domain::brand::Brand;
use crate::domain::event::{CapacityUnit, Event, Programme};
use crate::domain::ids::{EventId, OrganizationId, RegistrationId, SessionId};
use crate::domain::question::{Answers, Choice, Question, QuestionKind};
use crate::domain::samples;
pub use crate::domain::samples::now;
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::usecases::Registration;

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
        capacity_unit,
        questions: vec![
            question("needs", QuestionKind::ShortText, &[]),
            question("themes", QuestionKind::Choices, &["a", "b"]),
        ],
        ..samples::event()
    }
}

pub fn programme(capacity_unit: CapacityUnit) -> Programme {
    Programme {
        event: event(capacity_unit),
        organization_name: "萩市".to_owned(),
        organization_reply_to: None,
        brand: Brand { slug: "hagi".to_owned(), ..Brand::default() },
        image: None,
        rehearsal: None,
        groups: Vec::new(),
        sessions: [10, 11].map(|id| samples::session(id, "萩")).to_vec(),
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
