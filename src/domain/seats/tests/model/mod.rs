//! What should happen, told as simply as possible: nothing is kept but who registered for what, and
//! everything else is counted anew from that each time.

mod rules;
mod steps;

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

/// Person, seats, company of an application.
type Body = (u8, u32, usize);

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
    /// Answers by session with key, each with the body it was given to.
    answered: HashMap<(usize, u8), (Body, Outcome)>,
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
                    self.sessions[*session].0 = *settings;
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

    fn has_begun(&self, session: usize) -> bool {
        session == 0 && self.first_begins.is_some_and(|begins| self.now >= begins)
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
            if self.has_begun(session) || settings.status == SessionStatus::Cancelled {
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
