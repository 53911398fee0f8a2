//! What is taken and who waits, in memory, while the desk decides.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::choices::{ChoiceCount, LimitedChoice};
use super::command::PersonKey;
use super::draw::DrawnPlace;
use super::outcome::{Done, Refusal};
use super::room::Need;
use crate::domain::application::CompanyIdentity;
use crate::domain::application_rules::ApplicationRules;
use crate::domain::event::{
    Allocation, CapacityUnit, EventStatus, SeatCounts, SeatSettings, SessionStatus,
};
use crate::domain::ids::{
    CompanySeatId, EventId, GroupId, OrganizationId, RegistrationId, SessionId,
};
use crate::domain::state::State;

/// Everything that the commands of one batch need to be decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    pub sessions: BTreeMap<SessionId, SeatSession>,
    pub groups: BTreeMap<GroupId, SeatGroup>,
    pub registrations: BTreeMap<RegistrationId, Held>,
    /// Active registrations by person.
    pub persons: HashMap<(SessionId, PersonKey), RegistrationId>,
    pub waiting: BTreeMap<SessionId, WaitingList>,
    pub company_seats: BTreeMap<CompanySeatId, CompanySeat>,
    pub remembered: HashMap<(SessionId, [u8; 32]), Remembered>,
    /// Choices of which a session has only so many.
    pub choices: BTreeMap<LimitedChoice, ChoiceCount>,
    /// Places that draws of this batch have given, for the record that anybody can check.
    pub drawn: Vec<DrawnPlace>,
    /// How the registrations stood when they were loaded; the rules do not ask, the store's counts do.
    pub stood: HashMap<RegistrationId, Standing>,
}

/// Where a registration stood before the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub session: SessionId,
    pub sequence: i64,
    pub state: State,
}

/// A session as the desk sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatSession {
    pub id: SessionId,
    pub organization: OrganizationId,
    pub event: EventId,
    pub event_status: EventStatus,
    /// Of the event's definition with those of its sessions.
    pub event_version: i64,
    pub unit: CapacityUnit,
    pub allocation: Allocation,
    pub people_per_company: Option<u32>,
    pub rules: ApplicationRules,
    pub group: Option<GroupId>,
    pub settings: SeatSettings,
    pub counts: SeatCounts,
    pub starts_at: Option<DateTime<Utc>>,
    pub next_sequence: i64,
    pub changed: bool,
}

/// A session group as the desk sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatGroup {
    pub id: GroupId,
    pub organization: OrganizationId,
    pub capacity: Option<u32>,
    pub sessions_per_applicant: Option<u32>,
    /// In the capacity unit, over all its sessions.
    pub taken: u32,
    pub exceeded: u32,
    pub changed: bool,
}

/// A registration as the desk sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub id: RegistrationId,
    pub session: SessionId,
    pub sequence: i64,
    pub state: State,
    /// Persons.
    pub seats: u32,
    pub person: Option<PersonKey>,
    pub company: Option<CompanyIdentity>,
    pub company_seat: Option<CompanySeatId>,
    pub reception_number: String,
    pub registered_at: DateTime<Utc>,
    /// While a seat is offered, or held for an address to be confirmed: until when. Once it waits again: when
    /// its offer ran out.
    pub expires_at: Option<DateTime<Utc>>,
    /// What it was answered to which question, where there is only so much of it.
    pub choices: Vec<(String, String)>,
    pub version: i64,
    pub fate: Fate,
}

impl Held {
    /// Whether it takes a seat of its session.
    pub fn holds_seat(&self) -> bool {
        self.state.holds_seat() || self.awaits_address()
    }

    /// Whether its seat is held until somebody has confirmed the mail address.
    pub fn awaits_address(&self) -> bool {
        self.state == State::Pending && self.expires_at.is_some()
    }

    /// Whether the organizer still has to say what becomes of it.
    pub fn awaits_selection(&self) -> bool {
        self.state == State::Pending && self.expires_at.is_none()
    }

    /// Whether it waits again after an offer that nobody answered.
    pub fn has_lapsed(&self) -> bool {
        self.state == State::Waitlisted && self.expires_at.is_some()
    }

    /// The id of the company seat that this registration takes next, if it takes a new one: its own
    /// id, told apart by its version from the seats it may have taken before.
    pub fn next_company_seat(&self) -> CompanySeatId {
        let version = u128::from(self.version.unsigned_abs());
        CompanySeatId(uuid::Uuid::from_u128(self.id.0.as_u128() ^ version))
    }

    /// Where it stands now.
    pub fn standing(&self) -> Standing {
        Standing { session: self.session, sequence: self.sequence, state: self.state }
    }

    /// Puts it into a state, which is a new version of it.
    pub fn enter_state(&mut self, state: State) {
        self.state = state;
        self.version += 1;
        self.fate = self.fate.touched();
    }
}

/// What the store has to do with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Unchanged,
    Changed,
    New,
    /// Only company seats that nobody holds any more.
    Gone,
}

impl Fate {
    /// A row that was changed; a new one stays new.
    #[must_use]
    pub fn touched(self) -> Self {
        match self {
            Self::Unchanged => Self::Changed,
            other => other,
        }
    }
}

/// The waiting list of a session as far as it was loaded, in order of sequence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitingList {
    pub order: Vec<RegistrationId>,
    /// Whether nobody waits behind those in `order`.
    pub complete: bool,
}

/// A seat that a company holds.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanySeat {
    pub id: CompanySeatId,
    pub session: SessionId,
    pub company: CompanyIdentity,
    /// Persons under this seat.
    pub people: u32,
    pub registrations: u32,
    pub fate: Fate,
}

/// What was answered to an Idempotency-Key.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    pub body_hash: [u8; 32],
    pub outcome: Result<Done, Refusal>,
    pub fate: Fate,
}

impl Board {
    /// Takes the seats for a registration that is on the board. The company's seat, if it is one.
    pub fn take(&mut self, id: RegistrationId, new_seat: CompanySeatId) -> Option<CompanySeatId> {
        let held = self.registrations.get(&id)?.clone();
        let session = self.sessions.get(&held.session)?;
        let need = self.need(session, held.seats, held.company.as_ref());
        let seat = (session.unit == CapacityUnit::Company)
            .then(|| self.enter_company_seat(&held, need, new_seat));
        self.count(held.session, i64::from(need.units), i64::from(need.people));
        if let Some(held) = self.registrations.get_mut(&id) {
            held.company_seat = seat;
        }
        seat
    }

    fn enter_company_seat(
        &mut self,
        held: &Held,
        need: Need,
        new_seat: CompanySeatId,
    ) -> CompanySeatId {
        let company = held
            .company
            .clone()
            .unwrap_or(CompanyIdentity { name_key: held.id.to_string(), corporate_number: None });
        let id = need.company_seat.unwrap_or(new_seat);
        let seat = self.company_seats.entry(id).or_insert_with(|| CompanySeat {
            id,
            session: held.session,
            company: company.clone(),
            people: 0,
            registrations: 0,
            fate: Fate::New,
        });
        seat.people += need.people;
        seat.registrations += 1;
        seat.fate = seat.fate.touched();
        // The number is learned from whoever gives it, so that the next one is known by it.
        if seat.company.corporate_number.is_none() {
            seat.company.corporate_number = company.corporate_number;
        }
        id
    }

    /// Gives back the seats of a registration that holds some.
    pub fn release(&mut self, id: RegistrationId) {
        let Some(held) = self.registrations.get_mut(&id) else { return };
        let (session, people) = (held.session, held.seats);
        let seat = held.company_seat.take();
        let company_unit =
            self.sessions.get(&session).is_some_and(|s| s.unit == CapacityUnit::Company);
        let units =
            if company_unit { u32::from(self.leave_company_seat(seat, people)) } else { people };
        self.count(session, -i64::from(units), -i64::from(people));
    }

    /// Whether the company's seat is free by that.
    fn leave_company_seat(&mut self, seat: Option<CompanySeatId>, people: u32) -> bool {
        let Some(seat) = seat.and_then(|id| self.company_seats.get_mut(&id)) else { return true };
        seat.people = seat.people.saturating_sub(people);
        seat.registrations = seat.registrations.saturating_sub(1);
        seat.fate = seat.fate.touched();
        let free = seat.registrations == 0;
        if free {
            seat.fate = Fate::Gone;
        }
        free
    }

    /// Changes the number of people under a registration that holds its seats.
    pub fn recount(&mut self, id: RegistrationId, seats: u32) {
        let Some(held) = self.registrations.get_mut(&id) else { return };
        let difference = i64::from(seats) - i64::from(held.seats);
        held.seats = seats;
        let (session, seat) = (held.session, held.company_seat);
        if let Some(seat) = seat.and_then(|id| self.company_seats.get_mut(&id)) {
            seat.people = u32::try_from(i64::from(seat.people) + difference).unwrap_or(0);
            seat.fate = seat.fate.touched();
        }
        let company_unit =
            self.sessions.get(&session).is_some_and(|s| s.unit == CapacityUnit::Company);
        self.count(session, if company_unit { 0 } else { difference }, difference);
    }

    fn count(&mut self, session: SessionId, units: i64, people: i64) {
        let Some(session) = self.sessions.get_mut(&session) else { return };
        let counts = &mut session.counts;
        counts.taken = add(counts.taken, units);
        counts.people = add(counts.people, people);
        session.changed = true;
        session.shrink_exceeded();
        if let Some(group) = session.group.and_then(|id| self.groups.get_mut(&id)) {
            group.taken = add(group.taken, units);
            group.changed = true;
            group.shrink_exceeded();
        }
    }

    /// Records that what was just taken goes beyond the caps on purpose.
    pub fn exceed_on_purpose(&mut self, session: SessionId) {
        let Some(session) = self.sessions.get_mut(&session) else { return };
        session.counts.exceeded = session.units_over();
        session.counts.people_exceeded = session.people_over();
        if let Some(group) = session.group.and_then(|id| self.groups.get_mut(&id)) {
            group.exceeded = group.units_over();
        }
    }

    /// Enters an active registration in the index of persons, or takes an ended one out.
    pub fn index_person(&mut self, id: RegistrationId) {
        let Some(held) = self.registrations.get(&id) else { return };
        let Some(person) = held.person else { return };
        let place = (held.session, person);
        if held.state.is_active() {
            self.persons.insert(place, id);
        } else if self.persons.get(&place) == Some(&id) {
            self.persons.remove(&place);
        }
    }

    /// How many sessions of the group this person holds, apart from one.
    pub fn held_in_group(
        &self,
        group: GroupId,
        person: PersonKey,
        except: Option<SessionId>,
    ) -> u32 {
        let sessions =
            self.sessions.values().filter(|s| s.group == Some(group) && Some(s.id) != except);
        let held = sessions.filter(|s| self.persons.contains_key(&(s.id, person))).count();
        u32::try_from(held).unwrap_or(u32::MAX)
    }
}

fn add(count: u32, difference: i64) -> u32 {
    u32::try_from(i64::from(count) + difference).unwrap_or(0)
}

impl SeatSession {
    fn units_over(&self) -> u32 {
        self.counts.taken.saturating_sub(self.settings.capacity)
    }

    fn people_over(&self) -> u32 {
        self.counts.people.saturating_sub(self.settings.people_capacity.unwrap_or(u32::MAX))
    }

    /// What was exceeded on purpose shrinks as seats come free. It never grows here, so that the
    /// database's own check refuses whatever goes beyond by mistake.
    fn shrink_exceeded(&mut self) {
        self.counts.exceeded = self.counts.exceeded.min(self.units_over());
        self.counts.people_exceeded = self.counts.people_exceeded.min(self.people_over());
    }

    /// Puts new settings in force. Those before.
    pub fn reconfigure(&mut self, settings: SeatSettings) -> SeatSettings {
        let before = std::mem::replace(&mut self.settings, settings);
        self.changed = true;
        self.shrink_exceeded();
        before
    }

    /// From then on applicants change nothing any more.
    pub fn has_begun(&self, at: DateTime<Utc>) -> bool {
        self.starts_at.is_some_and(|starts| starts <= at)
    }

    pub fn is_cancelled(&self) -> bool {
        self.event_status == EventStatus::Cancelled
            || self.settings.status == SessionStatus::Cancelled
    }
}

impl SeatGroup {
    fn units_over(&self) -> u32 {
        self.taken.saturating_sub(self.capacity.unwrap_or(u32::MAX))
    }

    fn shrink_exceeded(&mut self) {
        self.exceeded = self.exceeded.min(self.units_over());
    }

    pub fn reconfigure(&mut self, capacity: Option<u32>, sessions_per_applicant: Option<u32>) {
        self.capacity = capacity;
        self.sessions_per_applicant = sessions_per_applicant;
        self.changed = true;
        self.shrink_exceeded();
    }
}
