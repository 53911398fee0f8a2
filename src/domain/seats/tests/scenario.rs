//! Random worlds with random commands to them, small enough that seats are always scarce.

use chrono::{DateTime, Duration, Utc};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use uuid::Uuid;

use super::world::{EVENT, Party, noon, open_session, person_key, staff, whole};
use crate::domain::event::{CapacityUnit, SeatSettings, SessionStatus};
use crate::domain::ids::{CompanySeatId, GroupId, OrganizationId, RegistrationId, SessionId};
use crate::domain::seats::{
    Actor, Admission, Apply, Board, Change, Command, GroupSettings, Idempotency, Request,
    SeatGroup, WaitingList,
};

/// The companies that apply. A number always belongs to one company, under whatever name.
pub const COMPANIES: [(&str, Option<u64>); 6] = [
    ("例示商事", None),
    ("例示商事", Some(1)),
    ("例示ホールディングス", Some(1)),
    ("見本工業", None),
    ("雛形産業", Some(2)),
    ("雛形産業", None),
];

#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub capacity: u32,
    pub people_capacity: Option<u32>,
    pub waiting_list: bool,
    pub head_blocks: bool,
    pub status: SessionStatus,
}

/// One command. Registrations are named by the step at which they were applied for.
#[derive(Clone, Debug)]
pub enum Step {
    Apply {
        session: usize,
        person: u8,
        seats: u32,
        company: usize,
        staff: bool,
        exceed: bool,
        waits: bool,
        key: Option<u8>,
    },
    Withdraw {
        of: usize,
    },
    /// `person`: who it is for now; who applied, where absent.
    Change {
        of: usize,
        person: Option<u8>,
        seats: u32,
    },
    Move {
        of: usize,
        to: usize,
    },
    Settle {
        session: usize,
        settings: Settings,
    },
    SettleGroup {
        capacity: Option<u32>,
        limit: Option<u32>,
    },
}

#[derive(Clone, Debug)]
pub struct Scenario {
    pub companies: bool,
    pub people_per_company: Option<u32>,
    pub group_capacity: Option<u32>,
    pub group_limit: Option<u32>,
    /// With whether the session belongs to the group.
    pub sessions: Vec<(Settings, bool)>,
    /// The step from which on the first session has begun.
    pub first_begins: Option<usize>,
    /// Each with how far its clock was off, in seconds, where nothing begins meanwhile.
    pub steps: Vec<(Step, i64)>,
    /// Sizes of the batches, over and over.
    pub batches: Vec<usize>,
    /// How many of a waiting list are loaded at first, and how many more each time.
    pub loaded: usize,
}

const SESSIONS: usize = 3;

fn settings() -> impl Strategy<Value = Settings> {
    let status = prop_oneof![
        18 => Just(SessionStatus::Scheduled),
        1 => Just(SessionStatus::Closed),
        1 => Just(SessionStatus::Cancelled),
    ];
    (1..5_u32, weighted(0.2, 2..10_u32), proptest::bool::weighted(0.8), any::<bool>(), status)
        .prop_map(|(capacity, people_capacity, waiting_list, head_blocks, status)| Settings {
            capacity,
            people_capacity,
            waiting_list,
            head_blocks,
            status,
        })
}

fn step() -> impl Strategy<Value = Step> {
    let seats = prop_oneof![8 => Just(1), 3 => 2..4_u32, 1 => 4..7_u32];
    let apply =
        (0..SESSIONS, 0..80_u8, seats, 0..COMPANIES.len(), 0..40_u8, weighted(0.1, 0..4_u8))
            .prop_map(|(session, person, seats, company, luck, key)| Step::Apply {
                session,
                person,
                seats,
                company,
                staff: luck < 4,
                exceed: luck == 0,
                waits: luck < 36,
                key,
            });
    prop_oneof![
        10 => apply,
        5 => (0..60_usize).prop_map(|of| Step::Withdraw { of }),
        2 => (0..60_usize, weighted(0.3, 0..80_u8), 1..6_u32)
            .prop_map(|(of, person, seats)| Step::Change { of, person, seats }),
        2 => (0..60_usize, 0..SESSIONS).prop_map(|(of, to)| Step::Move { of, to }),
        1 => (0..SESSIONS, settings()).prop_map(|(session, settings)| Step::Settle { session, settings }),
        1 => (of(1..7_u32), of(1..3_u32)).prop_map(|(capacity, limit)| Step::SettleGroup { capacity, limit }),
    ]
}

pub fn scenario() -> impl Strategy<Value = Scenario> {
    let rules = (any::<bool>(), weighted(0.5, 2..5_u32), of(1..9_u32), weighted(0.15, 1..3_u32));
    let sessions = vec((settings(), any::<bool>()), SESSIONS);
    let loading = (vec(1..12_usize, 1..6), 0..4_usize);
    (rules, sessions, weighted(0.2, 0..60_usize), vec((step(), -30..30_i64), 1..80), loading)
        .prop_map(
            |(
                (companies, people_per_company, group_capacity, group_limit),
                sessions,
                first_begins,
                steps,
                loading,
            )| {
                let (batches, loaded) = loading;
                Scenario {
                    companies,
                    people_per_company,
                    group_capacity,
                    group_limit,
                    sessions: sessions
                        .into_iter()
                        .map(|(s, grouped)| (scheduled(s), grouped))
                        .collect(),
                    first_begins,
                    steps: named_backwards(steps),
                    batches,
                    loaded,
                }
            },
        )
}

/// Lets every step that names a registration name one that was applied for before, if there is any.
fn named_backwards(mut steps: Vec<(Step, i64)>) -> Vec<(Step, i64)> {
    let mut applied = Vec::new();
    for (i, (step, _)) in steps.iter_mut().enumerate() {
        match step {
            Step::Apply { .. } => applied.push(i),
            Step::Withdraw { of } | Step::Change { of, .. } | Step::Move { of, .. }
                if !applied.is_empty() =>
            {
                *of = applied[*of % applied.len()];
            }
            _ => {}
        }
    }
    steps
}

/// Nothing begins its life closed or cancelled.
fn scheduled(settings: Settings) -> Settings {
    Settings { status: SessionStatus::Scheduled, ..settings }
}

pub const GROUP: GroupId = GroupId(Uuid::from_u128(5));

pub fn session_id(session: usize) -> SessionId {
    SessionId(Uuid::from_u128(10 + session as u128))
}

pub fn registration_id(step: usize) -> RegistrationId {
    RegistrationId(Uuid::from_u128((step as u128 + 1) << 32))
}

impl Scenario {
    /// When the clock that stamped this step said it was.
    pub fn time_of(&self, step: usize) -> DateTime<Utc> {
        let off = if self.first_begins.is_some() { 0 } else { self.steps[step].1 };
        noon() + Duration::seconds(10 * i64::try_from(step).unwrap() + off)
    }

    pub fn unit(&self) -> CapacityUnit {
        if self.companies { CapacityUnit::Company } else { CapacityUnit::Person }
    }

    pub fn board(&self) -> Board {
        let mut board = Board::default();
        for (i, (settings, grouped)) in self.sessions.iter().enumerate() {
            let mut session = open_session(session_id(i), self.unit(), 1);
            session.settings = settings.in_full();
            session.people_per_company = self.people_per_company;
            session.group = grouped.then_some(GROUP);
            if let (0, Some(begins)) = (i, self.first_begins) {
                session.starts_at =
                    Some(noon() + Duration::seconds(10 * i64::try_from(begins).unwrap()));
            }
            board.waiting.insert(session.id, WaitingList { order: Vec::new(), complete: true });
            board.sessions.insert(session.id, session);
        }
        let (capacity, sessions_per_applicant) = (self.group_capacity, self.group_limit);
        let group = SeatGroup {
            id: GROUP,
            organization: OrganizationId(Uuid::from_u128(2)),
            capacity,
            sessions_per_applicant,
            taken: 0,
            exceeded: 0,
            changed: false,
        };
        board.groups.insert(GROUP, group);
        board
    }

    pub fn command(&self, step: usize) -> Command {
        let (actor, request) = self.request(step);
        Command { event: EVENT, at: self.time_of(step), actor, request }
    }

    fn request(&self, step: usize) -> (Actor, Request) {
        match &self.steps[step].0 {
            Step::Apply { staff: true, .. } => {
                (staff(), Request::Apply(Box::new(self.application(step))))
            }
            Step::Apply { .. } => {
                (Actor::Applicant, Request::Apply(Box::new(self.application(step))))
            }
            Step::Withdraw { of } => (Actor::Applicant, Request::Withdraw(registration_id(*of))),
            Step::Move { of, to } => {
                let request = Request::Move {
                    registration: registration_id(*of),
                    to: session_id(*to),
                    person: None,
                };
                (Actor::Applicant, request)
            }
            Step::Change { of, person, seats } => {
                let application = self.party_of(*of, *person, *seats).application();
                let change = Change {
                    registration: registration_id(*of),
                    expected_version: None,
                    person: Some(person_key(&application)),
                    application,
                    search_text: String::new(),
                };
                (Actor::Applicant, Request::Change(Box::new(change)))
            }
            Step::Settle { session, settings } => {
                let settings = settings.in_full();
                (staff(), whole(session_id(*session), settings, None))
            }
            Step::SettleGroup { capacity, limit } => {
                let (capacity, sessions_per_applicant) = (*capacity, *limit);
                (
                    staff(),
                    Request::ReconfigureGroups(vec![GroupSettings {
                        group: GROUP,
                        capacity,
                        sessions_per_applicant,
                    }]),
                )
            }
        }
    }

    fn party_of(&self, of: usize, person: Option<u8>, seats: u32) -> Party {
        let (applied, company) = match self.steps.get(of) {
            Some((Step::Apply { person, company, .. }, _)) => (*person, *company),
            _ => (0, 0),
        };
        self.party(person.unwrap_or(applied), seats, company)
    }

    fn party(&self, person: u8, seats: u32, company: usize) -> Party {
        let company = self.companies.then_some(COMPANIES[company]);
        Party { seats, company, ..Party::named(&format!("申込 {person}"), "family@example.jp") }
    }

    fn application(&self, step: usize) -> Apply {
        let Step::Apply { session, person, seats, company, exceed, waits, key, .. } =
            &self.steps[step].0
        else {
            panic!("not an application: {step}")
        };
        let mut application = self.party(*person, *seats, *company).application();
        application.exceed_reason = exceed.then(|| "来賓".to_owned());
        let body = [*person, u8::try_from(*seats).unwrap(), u8::try_from(*company).unwrap()];
        let mut body_hash = [0; 32];
        body_hash[..3].copy_from_slice(&body);
        Apply {
            session: session_id(*session),
            registration: registration_id(step),
            company_seat: CompanySeatId(Uuid::from_u128(
                registration_id(step).0.as_u128() | 0xFFFF,
            )),
            reception_number: None,
            wishes: Vec::new(),
            confirms_within: None,
            person: Some(person_key(&application)),
            search_text: String::new(),
            application,
            form_opened_at: None,
            admission: Admission::of(*waits),
            idempotency: key.map(|key| Idempotency {
                key_hash: [key; 32],
                body_hash,
                keeps_refusals: true,
            }),
        }
    }
}

impl Settings {
    fn in_full(&self) -> SeatSettings {
        SeatSettings {
            status: self.status,
            capacity: self.capacity,
            people_capacity: self.people_capacity,
            waiting_list: self.waiting_list,
            head_blocks: self.head_blocks,
            ..open_session(session_id(0), CapacityUnit::Person, 1).settings
        }
    }
}
