//! What the model does at each step.

use super::{Answer, COMPANIES, Model, Outcome, Registration, Seat};
use crate::domain::event::SessionStatus;
use crate::domain::seats::Refusal;
use crate::domain::state::State;

impl Model {
    pub(super) fn apply(
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

    pub(super) fn settle_in(
        &mut self,
        registration: usize,
        session: usize,
        state: State,
    ) -> Answer {
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

    pub(super) fn sit_down(&mut self, registration: usize, seat: Option<usize>) {
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

    pub(super) fn find(&self, step: usize) -> Option<usize> {
        self.registrations.iter().position(|r| r.step == step)
    }

    pub(super) fn withdraw(&mut self, of: usize) -> (Outcome, Vec<usize>) {
        let Some(index) = self.find(of) else { return (Err(Refusal::NotFound), Vec::new()) };
        let Registration { state, session, .. } = self.registrations[index];
        if !state.is_active() {
            return (Err(Refusal::WrongState { state }), Vec::new());
        }
        self.registrations[index].state = State::Withdrawn;
        self.settled(Ok(Answer::Done), &[session])
    }

    pub(super) fn change(
        &mut self,
        of: usize,
        person: Option<u8>,
        seats: u32,
    ) -> (Outcome, Vec<usize>) {
        let Some(index) = self.find(of) else { return (Err(Refusal::NotFound), Vec::new()) };
        let before = self.registrations[index].clone();
        let outcome = self.try_change(index, &before, person, seats);
        self.settled(outcome, &[before.session])
    }

    pub(super) fn try_change(
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
        if self.has_begun(session) {
            return Err(Refusal::Closed);
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

    pub(super) fn relocate(&mut self, of: usize, to: usize) -> (Outcome, Vec<usize>) {
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

    pub(super) fn may_move(&self, before: &Registration, to: usize) -> Result<(), Refusal> {
        if !before.state.is_active() {
            return Err(Refusal::WrongState { state: before.state });
        }
        if before.session == to {
            return Err(Refusal::AlreadyRegistered);
        }
        if self.has_begun(before.session) {
            return Err(Refusal::Closed);
        }
        self.open(to, false)?;
        self.person_may_come(to, before.person, Some(before.session))?;
        self.company_may_bring(to, before.company, before.seats)
    }
}
