//! A small world for one test: sessions of one event, with people who apply.

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::application::{Applicant, Application, Company, Source};
use crate::domain::application_rules::ApplicationRules;
use crate::domain::event::{
    Allocation, CapacityUnit, EventStatus, SeatCounts, SeatSettings, Session, SessionStatus,
};
use crate::domain::ids::{
    CompanySeatId, EventId, GroupId, MemberId, OrganizationId, RegistrationId, SessionId,
};
use crate::domain::question::Answers;
use crate::domain::seats::{
    Actor, Admission, Apply, Board, Change, Command, Decision, Done, Idempotency, MailKind, Notice,
    PersonKey, Reconfigure, Redefinition, Refusal, Registered, Request, SeatGroup, SeatSession,
    SettingsChange, WaitingList, decide,
};
use crate::domain::state::State;
use crate::domain::values::company_name::CompanyName;
use crate::domain::values::corporate_number::CorporateNumber;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::language::Language;
use crate::domain::values::person_name::PersonName;

pub const EVENT: EventId = EventId(Uuid::from_u128(1));

/// Noon of a day on which sessions are open: 2026-10-01.
pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_823_600, 0).unwrap()
}

pub fn staff() -> Actor {
    Actor::Member(MemberId(Uuid::from_u128(9)))
}

/// Who applies, with whom.
#[derive(Clone)]
pub struct Party {
    pub seats: u32,
    pub name: String,
    pub email: String,
    pub company: Option<(&'static str, Option<u64>)>,
    pub exceed_reason: Option<&'static str>,
    pub form_opened_at: Option<DateTime<Utc>>,
    pub admission: Admission,
    pub key: Option<Idempotency>,
    pub wishes: Vec<SessionId>,
    pub confirms_within: Option<Duration>,
    pub answers: Answers,
    pub actor: Actor,
}

impl Party {
    pub fn of(seats: u32) -> Self {
        Self {
            seats,
            name: String::new(),
            email: String::new(),
            company: None,
            exceed_reason: None,
            form_opened_at: None,
            admission: Admission::OrWaits,
            key: None,
            wishes: Vec::new(),
            confirms_within: None,
            answers: Answers::new(),
            actor: Actor::Applicant,
        }
    }

    pub fn from(company: &'static str, seats: u32) -> Self {
        Self { company: Some((company, None)), ..Self::of(seats) }
    }

    pub fn numbered(company: &'static str, number: u64, seats: u32) -> Self {
        Self { company: Some((company, Some(number))), ..Self::of(seats) }
    }

    pub fn named(name: &str, email: &str) -> Self {
        Self { name: name.to_owned(), email: email.to_owned(), ..Self::of(1) }
    }

    pub fn exceeding(self, reason: &'static str) -> Self {
        Self { exceed_reason: Some(reason), actor: staff(), ..self }
    }

    pub fn application(&self) -> Application {
        let company = self.company.map(|(name, number)| Company {
            name: CompanyName::parse(name).unwrap(),
            corporate_number: number.map(corporate_number),
        });
        Application {
            applicant: Applicant {
                name: PersonName::parse(&self.name).unwrap(),
                kana: None,
                email: Some(EmailAddress::parse(&self.email).unwrap()),
                phone: None,
            },
            company,
            attendees: Vec::new(),
            seats: self.seats,
            answers: self.answers.clone(),
            language: Language::Ja,
            source: Source::Web,
            received_at: None,
            note: None,
            exceed_reason: self.exceed_reason.map(str::to_owned),
        }
    }
}

/// The 法人番号 with these last digits.
pub fn corporate_number(number: u64) -> CorporateNumber {
    let with_check = |check| CorporateNumber::parse(&format!("{check}{number:012}"));
    (1..=9).find_map(|check| with_check(check).ok()).unwrap()
}

pub fn person_key(application: &Application) -> PersonKey {
    let identity = application.person_identity().unwrap();
    Sha256::digest(identity.as_bytes())[..16].try_into().unwrap()
}

/// The answer to one command, with whose it was.
#[derive(Debug)]
pub struct Answered {
    pub id: RegistrationId,
    pub decision: Decision,
}

impl Answered {
    pub fn refusal(&self) -> Refusal {
        self.decision.outcome.clone().unwrap_err()
    }

    pub fn registered(&self) -> &Registered {
        match &self.decision.outcome {
            Ok(Done::Registered(registered) | Done::Moved(registered)) => registered,
            other => panic!("{other:?}"),
        }
    }

    pub fn state(&self) -> State {
        self.registered().state
    }

    /// Who was promoted, in order.
    pub fn promoted(&self) -> Vec<RegistrationId> {
        let promotions = self.decision.mails.iter().filter(|mail| mail.kind == MailKind::Promoted);
        promotions.map(|mail| mail.registration).collect()
    }
}

pub struct World {
    pub board: Board,
    pub now: DateTime<Utc>,
    unit: CapacityUnit,
    numbers: u128,
}

impl World {
    pub fn of(unit: CapacityUnit) -> Self {
        Self { board: Board::default(), now: noon(), unit, numbers: 100 }
    }

    pub fn people() -> Self {
        Self::of(CapacityUnit::Person)
    }

    pub fn companies() -> Self {
        Self::of(CapacityUnit::Company)
    }

    fn number(&mut self) -> u128 {
        self.numbers += 1;
        self.numbers
    }

    pub fn session(&mut self, capacity: u32) -> SessionId {
        let id = SessionId(Uuid::from_u128(self.number()));
        let list = WaitingList { order: Vec::new(), complete: true };
        self.board.waiting.insert(id, list);
        self.board.sessions.insert(id, open_session(id, self.unit, capacity));
        id
    }

    pub fn group(&mut self, capacity: Option<u32>, sessions_per_applicant: Option<u32>) -> GroupId {
        let id = GroupId(Uuid::from_u128(self.number()));
        let group = SeatGroup {
            id,
            organization: OrganizationId(Uuid::from_u128(2)),
            capacity,
            sessions_per_applicant,
            taken: 0,
            exceeded: 0,
            changed: false,
        };
        self.board.groups.insert(id, group);
        id
    }

    pub fn session_in(&mut self, group: GroupId, capacity: u32) -> SessionId {
        let id = self.session(capacity);
        self.at(id).group = Some(group);
        id
    }

    /// The session, to be set up.
    pub fn at(&mut self, id: SessionId) -> &mut SeatSession {
        self.board.sessions.get_mut(&id).unwrap()
    }

    pub fn settings(&mut self, id: SessionId) -> &mut SeatSettings {
        &mut self.at(id).settings
    }

    pub fn counts(&self, id: SessionId) -> SeatCounts {
        self.board.sessions[&id].counts
    }

    pub fn state_of(&self, id: RegistrationId) -> State {
        self.board.registrations[&id].state
    }

    pub fn run(&mut self, id: RegistrationId, actor: Actor, request: Request) -> Answered {
        self.now += Duration::seconds(1);
        let command = Command { event: EVENT, at: self.now, actor, request };
        let mut decided = decide(self.board.clone(), &[command]).unwrap();
        self.board = decided.board;
        Answered { id, decision: decided.decisions.pop().unwrap() }
    }

    /// The command by which this party applies; a stranger where no name is given.
    pub fn application_to(&mut self, session: SessionId, party: &Party) -> Apply {
        let number = self.number();
        let mut party = party.clone();
        if party.name.is_empty() {
            (party.name, party.email) = (format!("受付 {number}"), format!("a{number}@example.jp"));
        }
        let application = party.application();
        Apply {
            session,
            registration: RegistrationId(Uuid::from_u128(number << 32)),
            company_seat: CompanySeatId(Uuid::from_u128((number << 32) | 0xFFFF)),
            reception_number: None,
            wishes: party.wishes.clone(),
            confirms_within: party.confirms_within,
            person: Some(person_key(&application)),
            search_text: String::new(),
            application,
            form_opened_at: party.form_opened_at,
            admission: party.admission,
            idempotency: party.key,
        }
    }

    pub fn apply(&mut self, session: SessionId, party: &Party) -> Answered {
        let apply = self.application_to(session, party);
        self.run(apply.registration, party.actor.clone(), Request::Apply(Box::new(apply)))
    }

    /// So many strangers, one after the other.
    pub fn strangers(&mut self, session: SessionId, count: usize) -> Vec<RegistrationId> {
        (0..count).map(|_| self.apply(session, &Party::of(1)).id).collect()
    }

    pub fn withdraw(&mut self, id: RegistrationId) -> Answered {
        self.run(id, Actor::Applicant, Request::Withdraw(id))
    }

    pub fn move_to(&mut self, id: RegistrationId, to: SessionId) -> Answered {
        let person = self.board.registrations.get(&id).and_then(|held| held.person);
        self.run(id, Actor::Applicant, Request::Move { registration: id, to, person })
    }

    /// Changes the registration to what this party says.
    pub fn change(&mut self, id: RegistrationId, party: &Party) -> Answered {
        let number = self.number();
        let mut party = party.clone();
        let mut person = self.board.registrations[&id].person;
        if party.name.is_empty() {
            (party.name, party.email) = (format!("受付 {number}"), format!("a{number}@example.jp"));
        } else {
            person = Some(person_key(&party.application()));
        }
        let application = party.application();
        let change = Change {
            registration: id,
            expected_version: None,
            person,
            application,
            search_text: String::new(),
        };
        self.run(id, Actor::Applicant, Request::Change(Box::new(change)))
    }

    pub fn reconfigure(
        &mut self,
        session: SessionId,
        change: impl FnOnce(&mut SeatSettings),
    ) -> Answered {
        let mut settings = self.settings(session).clone();
        change(&mut settings);
        let request = whole(session, settings, None);
        self.run(RegistrationId(Uuid::nil()), staff(), request)
    }
}

/// New settings of a session that overwrite what stands there.
pub fn whole(session: SessionId, settings: SeatSettings, definition: Option<Session>) -> Request {
    let new = Redefinition { settings, definition, expected_event_version: None };
    Request::Reconfigure(Box::new(Reconfigure {
        session,
        change: SettingsChange::Whole(Box::new(new)),
        notice: Notice::None,
    }))
}

pub fn open_session(id: SessionId, unit: CapacityUnit, capacity: u32) -> SeatSession {
    SeatSession {
        id,
        organization: OrganizationId(Uuid::from_u128(2)),
        event: EVENT,
        event_status: EventStatus::Published,
        event_version: 1,
        unit,
        allocation: Allocation::FirstCome,
        people_per_company: None,
        rules: ApplicationRules::default(),
        group: None,
        settings: SeatSettings {
            status: SessionStatus::Scheduled,
            capacity,
            people_capacity: None,
            waiting_list: true,
            head_blocks: false,
            opens_at: None,
            closes_at: noon() + Duration::days(1),
            grace_seconds: 0,
        },
        counts: SeatCounts::default(),
        starts_at: Some(noon() + Duration::days(2)),
        next_sequence: 1,
        changed: false,
    }
}
