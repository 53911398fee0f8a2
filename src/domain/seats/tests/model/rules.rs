//! The model's rules of who may come.

use super::{Model, Registration};
use crate::domain::event::SessionStatus;
use crate::domain::seats::Refusal;
use crate::domain::state::State;

impl Model {
    pub(super) fn company_may_bring(
        &self,
        session: usize,
        company: usize,
        seats: u32,
    ) -> Result<(), Refusal> {
        let people = self.company_people(session, company);
        match self.people_per_company {
            Some(limit) if self.companies && people + seats > limit => {
                Err(Refusal::CompanyPeopleLimit { limit, people })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn person_may_come(
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

    pub(super) fn stands_behind_the_head(&self, session: usize, units: u32) -> bool {
        let settings = &self.sessions[session].0;
        let scarce = units > 0 || settings.people_capacity.is_some();
        settings.head_blocks
            && scarce
            && self.waiting(session).into_iter().any(|index| {
                let Registration { company, seats, .. } = self.registrations[index];
                self.company_may_bring(session, company, seats).is_ok()
            })
    }

    pub(super) fn could_ever_fit(&self, session: usize, units: u32, people: u32) -> bool {
        let (settings, grouped) = &self.sessions[session];
        let shared = if *grouped { self.group_capacity } else { None };
        units <= settings.capacity
            && units <= shared.unwrap_or(u32::MAX)
            && people <= settings.people_capacity.unwrap_or(u32::MAX)
    }

    pub(super) fn full(&self, session: usize, units: u32, people: u32) -> Refusal {
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

    pub(super) fn place(&self, session: usize, units: u32, people: u32) -> Result<State, Refusal> {
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

    pub(super) fn open(&self, session: usize, staff: bool) -> Result<(), Refusal> {
        match self.sessions[session].0.status {
            SessionStatus::Cancelled => Err(Refusal::Cancelled),
            SessionStatus::Closed if !staff => Err(Refusal::Closed),
            _ => Ok(()),
        }
    }
}
