//! What should happen, told as simply as possible: nothing is kept but who registered for what, and
//! everything else is counted anew from that each time.

use std::collections::HashMap;

use super::scenario::{COMPANIES, Scenario, Settings, Step};
use crate::domain::event::SessionStatus;
use crate::domain::seats::Refusal;
use crate::domain::state::State;

#[derive(Clone, Debug)]
pub struct Registration {
    pub step: usize,
    pub session: usize,
    pub sequence: i64,
    pub arrived: i64,
    pub state: State,
    pub seats: u32,
    person: u8,
    /// Who it was for at first.
    applicant: u8,
    company: usize,
    /// Index of the company's seat.
    seat: Option<usize>,
}

/// A seat that a company has, or had.
#[derive(Clone, Debug)]
struct Seat {
    session: usize,
    name: &'static str,
    number: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Registered { state: State, position: Option<u32>, joined: bool, sequence: i64 },
    Done,
}

pub type Outcome = Result<Answer, Refusal>;

pub struct Model {
    companies: bool,
    people_per_company: Option<u32>,
    group_capacity: Option<u32>,
    group_limit: Option<u32>,
    sessions: Vec<(Settings, bool)>,
    next: Vec<i64>,
    first_begins: Option<i64>,
    seats: Vec<Seat>,
    pub registrations: Vec<Registration>,
    answered: HashMap<(usize, u8), ((u8, u32, usize), Outcome)>,
    now: i64,
}

impl Model {
    pub fn of(scenario: &Scenario) -> Self {
        let sessions = scenario.sessions.clone();
        Self {
            companies: scenario.companies,
            people_per_company: scenario.people_per_company,
            group_capacity: scenario.group_capacity,
            group_limit: scenario.group_limit,
            next: vec![1; sessions.len()],
            sessions,
            first_begins: scenario.first_begins.map(|step| 10 * i64::try_from(step).unwrap()),
            seats: Vec::new(),
            registrations: Vec::new(),
            answered: HashMap::new(),
            now: 0,
        }
    }

    /// Does one step; its answer with the steps of those who were promoted, in order. `now` in seconds.
    pub fn step(&mut self, index: usize, step: &Step, now: i64) -> (Outcome, Vec<usize>) {
        self.now = now;
        match step {
            Step::Apply { session, person, seats, company, staff, exceed, waits, key } => {
                let body = (*person, *seats, *company);
                if let Some((before, outcome)) =
                    key.and_then(|key| self.answered.get(&(*session, key)))
                {
                    let same = *before == body;
                    return (
                        if same { outcome.clone() } else { Err(Refusal::IdempotencyConflict) },
                        Vec::new(),
                    );
                }
                let outcome = self.apply(index, *session, body, *staff, *staff && *exceed, *waits);
                if let Some(key) = key {
                    self.answered.insert((*session, *key), (body, outcome.clone()));
                }
                self.settled(outcome, &[*session])
            }
            Step::Withdraw { of } => self.withdraw(*of),
            Step::Change { of, person, seats } => self.change(*of, *person, *seats),
            Step::Move { of, to } => self.relocate(*of, *to),
            Step::Settle { session, settings } => {
                let (old, taken, people) =
                    (&self.sessions[*session].0, self.units(*session), self.people(*session));
                // Beyond the old cap only what was exceeded on purpose is.
                let cap = |cap: Option<u32>| cap.unwrap_or(u32::MAX);
                let outcome = if settings.capacity < taken.min(old.capacity)
                    || cap(settings.people_capacity) < people.min(cap(old.people_capacity))
                {
                    Err(Refusal::CapacityBelowConfirmed { confirmed: taken, people })
                } else {
                    self.sessions[*session].0 = settings.clone();
                    Ok(Answer::Done)
                };
                self.settled(outcome, &[*session])
            }
            Step::SettleGroup { capacity, limit } => {
                let taken = self.group_units();
                if capacity.unwrap_or(u32::MAX) < taken.min(self.group_capacity.unwrap_or(u32::MAX))
                {
                    return (
                        Err(Refusal::CapacityBelowConfirmed { confirmed: taken, people: taken }),
                        Vec::new(),
                    );
                }
                (self.group_capacity, self.group_limit) = (*capacity, *limit);
                self.settled(Ok(Answer::Done), &[])
            }
        }
    }

    // Counting.

    fn holders(&self, session: usize) -> impl Iterator<Item = &Registration> {
        self.registrations
            .iter()
            .filter(move |r| r.session == session && r.state == State::Confirmed)
    }

    pub fn waiting(&self, session: usize) -> Vec<usize> {
        let all = self.registrations.iter().enumerate();
        let mut list: Vec<_> =
            all.filter(|(_, r)| r.session == session && r.state == State::Waitlisted).collect();
        list.sort_by_key(|(_, r)| r.sequence);
        list.into_iter().map(|(i, _)| i).collect()
    }

    fn people(&self, session: usize) -> u32 {
        self.holders(session).map(|r| r.seats).sum()
    }

    fn units(&self, session: usize) -> u32 {
        if !self.companies {
            return self.people(session);
        }
        let mut seats: Vec<_> = self.holders(session).map(|r| r.seat).collect();
        seats.sort_unstable();
        seats.dedup();
        u32::try_from(seats.len()).unwrap()
    }

    fn group_units(&self) -> u32 {
        (0..self.sessions.len()).filter(|s| self.sessions[*s].1).map(|s| self.units(s)).sum()
    }

    fn free_units(&self, session: usize) -> u32 {
        let own = self.sessions[session].0.capacity.saturating_sub(self.units(session));
        match self.group_capacity {
            Some(shared) if self.sessions[session].1 => {
                own.min(shared.saturating_sub(self.group_units()))
            }
            _ => own,
        }
    }

    fn free_people(&self, session: usize) -> u32 {
        self.sessions[session]
            .0
            .people_capacity
            .map_or(u32::MAX, |cap| cap.saturating_sub(self.people(session)))
    }

    /// The company's seat that somebody of it holds now.
    fn seat_of(&self, session: usize, company: usize) -> Option<usize> {
        let (name, number) = COMPANIES[company];
        let held = |seat: &usize| self.holders(session).any(|r| r.seat == Some(*seat));
        let here =
            || (0..self.seats.len()).filter(|s| self.seats[*s].session == session).filter(held);
        let by_number = here().find(|s| number.is_some() && self.seats[*s].number == number);
        by_number.or_else(|| {
            here().find(|s| {
                self.seats[*s].name == name && (number.is_none() || self.seats[*s].number.is_none())
            })
        })
    }

    fn units_needed(&self, session: usize, seats: u32, company: usize) -> u32 {
        if self.companies { u32::from(self.seat_of(session, company).is_none()) } else { seats }
    }

    fn company_people(&self, session: usize, company: usize) -> u32 {
        let Some(seat) = self.seat_of(session, company) else { return 0 };
        self.holders(session).filter(|r| r.seat == Some(seat)).map(|r| r.seats).sum()
    }

    // Rules.

    fn company_may_bring(&self, session: usize, company: usize, seats: u32) -> Result<(), Refusal> {
        let people = self.company_people(session, company);
        match self.people_per_company {
            Some(limit) if self.companies && people + seats > limit => {
                Err(Refusal::CompanyPeopleLimit { limit, people })
            }
            _ => Ok(()),
        }
    }

    fn person_may_come(
        &self,
        session: usize,
        person: u8,
        leaving: Option<usize>,
    ) -> Result<(), Refusal> {
        let active = |s: usize| {
            self.registrations
                .iter()
                .any(|r| r.session == s && r.person == person && r.state.is_active())
        };
        if active(session) {
            return Err(Refusal::AlreadyRegistered);
        }
        let held = (0..self.sessions.len())
            .filter(|s| self.sessions[*s].1 && Some(*s) != leaving && active(*s));
        match self.group_limit {
            Some(limit)
                if self.sessions[session].1 && held.count() >= usize::try_from(limit).unwrap() =>
            {
                Err(Refusal::GroupLimit { limit })
            }
            _ => Ok(()),
        }
    }

    fn stands_behind_the_head(&self, session: usize, units: u32) -> bool {
        let settings = &self.sessions[session].0;
        let scarce = units > 0 || settings.people_capacity.is_some();
        settings.head_blocks
            && scarce
            && self.waiting(session).into_iter().any(|index| {
                let Registration { company, seats, .. } = self.registrations[index];
                self.company_may_bring(session, company, seats).is_ok()
            })
    }

    fn could_ever_fit(&self, session: usize, units: u32, people: u32) -> bool {
        let (settings, grouped) = &self.sessions[session];
        let shared = if *grouped { self.group_capacity } else { None };
        units <= settings.capacity
            && units <= shared.unwrap_or(u32::MAX)
            && people <= settings.people_capacity.unwrap_or(u32::MAX)
    }

    fn full(&self, session: usize, units: u32, people: u32) -> Refusal {
        let left = if self.stands_behind_the_head(session, units) {
            0
        } else if !self.companies {
            self.free_units(session).min(self.free_people(session))
        } else if units > self.free_units(session) {
            0
        } else {
            self.free_people(session)
        };
        if left == 0 {
            Refusal::SessionFull
        } else {
            Refusal::NotEnoughSeats { left, wanted: people }
        }
    }

    fn place(&self, session: usize, units: u32, people: u32) -> Result<State, Refusal> {
        let free = units <= self.free_units(session) && people <= self.free_people(session);
        if free && !self.stands_behind_the_head(session, units) {
            Ok(State::Confirmed)
        } else if self.sessions[session].0.waiting_list
            && self.could_ever_fit(session, units, people)
        {
            Ok(State::Waitlisted)
        } else {
            Err(self.full(session, units, people))
        }
    }

    fn open(&self, session: usize, staff: bool) -> Result<(), Refusal> {
        match self.sessions[session].0.status {
            SessionStatus::Cancelled => Err(Refusal::Cancelled),
            SessionStatus::Closed if !staff => Err(Refusal::Closed),
            _ => Ok(()),
        }
    }

    // Steps.

    fn apply(
        &mut self,
        step: usize,
        session: usize,
        who: (u8, u32, usize),
        staff: bool,
        exceed: bool,
        waits: bool,
    ) -> Outcome {
        let (person, seats, company) = who;
        self.open(session, staff)?;
        self.person_may_come(session, person, None)?;
        self.company_may_bring(session, company, seats)?;
        let units = self.units_needed(session, seats, company);
        let state = if exceed { State::Confirmed } else { self.place(session, units, seats)? };
        if state == State::Waitlisted && !waits {
            return Err(self.full(session, units, seats));
        }
        self.registrations.push(Registration {
            step,
            session,
            sequence: 0,
            arrived: self.now,
            // Until it has settled in it counts nowhere.
            state: State::Withdrawn,
            seats,
            person,
            applicant: person,
            company,
            seat: None,
        });
        Ok(self.settle_in(self.registrations.len() - 1, session, state))
    }

    fn settle_in(&mut self, registration: usize, session: usize, state: State) -> Answer {
        let sequence = self.next[session];
        self.next[session] += 1;
        let seat = self.seat_of(session, self.registrations[registration].company);
        let joined = self.companies && state == State::Confirmed && seat.is_some();
        let entry = &mut self.registrations[registration];
        (entry.session, entry.sequence, entry.state) = (session, sequence, state);
        entry.seat = None;
        if state == State::Confirmed {
            self.sit_down(registration, seat);
        }
        let position = (state == State::Waitlisted)
            .then(|| u32::try_from(self.waiting(session).len()).unwrap());
        Answer::Registered { state, position, joined, sequence }
    }

    fn sit_down(&mut self, registration: usize, seat: Option<usize>) {
        let Registration { session, company, .. } = self.registrations[registration];
        let (name, number) = COMPANIES[company];
        let seat = seat.unwrap_or(self.seats.len());
        if seat == self.seats.len() {
            self.seats.push(Seat { session, name, number });
        }
        let known = self.seats[seat].number;
        self.seats[seat].number = known.or(number);
        self.registrations[registration].seat = Some(seat);
    }

    fn find(&self, step: usize) -> Option<usize> {
        self.registrations.iter().position(|r| r.step == step)
    }

    fn withdraw(&mut self, of: usize) -> (Outcome, Vec<usize>) {
        let Some(index) = self.find(of) else { return (Err(Refusal::NotFound), Vec::new()) };
        let Registration { state, session, .. } = self.registrations[index];
        if !state.is_active() {
            return (Err(Refusal::WrongState { state }), Vec::new());
        }
        self.registrations[index].state = State::Withdrawn;
        self.settled(Ok(Answer::Done), &[session])
    }

    fn change(&mut self, of: usize, person: Option<u8>, seats: u32) -> (Outcome, Vec<usize>) {
        let Some(index) = self.find(of) else { return (Err(Refusal::NotFound), Vec::new()) };
        let before = self.registrations[index].clone();
        let outcome = self.try_change(index, &before, person, seats);
        self.settled(outcome, &[before.session])
    }

    fn try_change(
        &mut self,
        index: usize,
        before: &Registration,
        person: Option<u8>,
        seats: u32,
    ) -> Outcome {
        let Registration { session, state, company, .. } = *before;
        if !state.is_active() {
            return Err(Refusal::WrongState { state });
        }
        if self.sessions[session].0.status == SessionStatus::Cancelled {
            return Err(Refusal::Cancelled);
        }
        // Without another person it is for who applied, as the step's party says.
        let person = person.unwrap_or(before.applicant);
        if person != before.person {
            self.person_may_come(session, person, Some(session))?;
        }
        if seats > before.seats && state == State::Confirmed {
            let more = seats - before.seats;
            self.company_may_bring(session, company, more)?;
            let units = if self.companies { 0 } else { more };
            let free = units <= self.free_units(session) && more <= self.free_people(session);
            if !free || self.stands_behind_the_head(session, units) {
                return Err(self.full(session, units, more));
            }
        } else if seats > before.seats {
            self.company_may_bring(session, company, seats)?;
            let units = self.units_needed(session, seats, company);
            if !self.could_ever_fit(session, units, seats) {
                return Err(self.full(session, units, seats));
            }
        }
        let entry = &mut self.registrations[index];
        (entry.person, entry.seats) = (person, seats);
        Ok(Answer::Done)
    }

    fn relocate(&mut self, of: usize, to: usize) -> (Outcome, Vec<usize>) {
        let Some(index) = self.find(of) else { return (Err(Refusal::NotFound), Vec::new()) };
        let before = self.registrations[index].clone();
        // It leaves, and comes back if it is not admitted.
        let outcome = self.may_move(&before, to).and_then(|()| {
            self.registrations[index].state = State::Withdrawn;
            let units = self.units_needed(to, before.seats, before.company);
            let placed = match self.place(to, units, before.seats) {
                Ok(State::Waitlisted) if before.state == State::Confirmed => {
                    Err(self.full(to, units, before.seats))
                }
                other => other,
            };
            match placed {
                Ok(state) => Ok(self.settle_in(index, to, state)),
                Err(refusal) => {
                    self.registrations[index].state = before.state;
                    Err(refusal)
                }
            }
        });
        self.settled(outcome, &[before.session, to])
    }

    fn may_move(&self, before: &Registration, to: usize) -> Result<(), Refusal> {
        if !before.state.is_active() {
            return Err(Refusal::WrongState { state: before.state });
        }
        if before.session == to {
            return Err(Refusal::AlreadyRegistered);
        }
        self.open(to, false)?;
        self.person_may_come(to, before.person, Some(before.session))?;
        self.company_may_bring(to, before.company, before.seats)
    }

    // Promotion.

    /// Gives everything that is free to those who wait; first in the sessions that the step touched.
    fn settled(&mut self, outcome: Outcome, touched: &[usize]) -> (Outcome, Vec<usize>) {
        let mut promoted = Vec::new();
        if outcome.is_ok() {
            for session in touched.iter().copied().chain(0..self.sessions.len()) {
                let grouped = self.sessions[session].1;
                let cluster: Vec<usize> = (0..self.sessions.len())
                    .filter(|s| *s == session || (grouped && self.sessions[*s].1))
                    .collect();
                loop {
                    let more = self.promote(&cluster);
                    if more.is_empty() {
                        break;
                    }
                    promoted.extend(more);
                }
            }
        }
        (outcome, promoted)
    }

    fn promote(&mut self, cluster: &[usize]) -> Vec<usize> {
        let mut promoted = Vec::new();
        let mut blocked = vec![false; self.sessions.len()];
        for index in self.in_order(cluster) {
            let Registration { step, session, seats, company, .. } = self.registrations[index];
            let settings = &self.sessions[session].0;
            let begun = session == 0 && self.first_begins.is_some_and(|begins| self.now >= begins);
            if begun || settings.status == SessionStatus::Cancelled {
                continue;
            }
            if self.company_may_bring(session, company, seats).is_err() {
                continue;
            }
            let units = self.units_needed(session, seats, company);
            let takes_nothing = units == 0 && settings.people_capacity.is_none();
            let fits = units <= self.free_units(session) && seats <= self.free_people(session);
            if fits && (takes_nothing || !blocked[session]) {
                let seat = self.seat_of(session, company);
                self.registrations[index].state = State::Confirmed;
                self.sit_down(index, seat);
                promoted.push(step);
            } else if settings.head_blocks {
                blocked[session] = true;
            }
        }
        promoted
    }

    /// Those who wait in any of these sessions: always the one of the first in each list who came first.
    fn in_order(&self, cluster: &[usize]) -> Vec<usize> {
        let mut lists: Vec<Vec<usize>> =
            cluster.iter().map(|session| self.waiting(*session)).collect();
        let mut order = Vec::new();
        while let Some(list) = lists.iter_mut().filter(|list| !list.is_empty()).min_by_key(|list| {
            (self.registrations[list[0]].arrived, self.registrations[list[0]].session)
        }) {
            order.push(list.remove(0));
        }
        order
    }
}
