//! Changing a registration that keeps its place.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::{Held, SeatSession};
use super::command::{Actor, Change};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome, check_not_begun, check_person};
use super::outcome::{Done, MailKind, Refusal};
use super::promote::Passing;
use super::room::{Need, Room};
use crate::domain::application::Company;
use crate::domain::event::CapacityUnit;

impl Deciding {
    pub(super) fn change(
        &mut self,
        change: &Change,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let session = self.board.registrations.get(&change.registration).map(|held| held.session);
        let held_up = session.map_or(Ok(false), |session| self.board.is_held_up(session))?;
        let held = match self.check_change(change, actor, at, held_up) {
            Ok(held) => held.clone(),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (id, seats) = (held.id, change.application.seats);
        let choices = self.board.limited(held.session, &change.application.answers);
        self.board.give_choices_back(&held);
        if held.holds_seat() {
            self.board.recount(id, seats);
        }
        self.rename_person(&held, change);
        if let Some(changed) = self.board.registrations.get_mut(&id) {
            changed.seats = seats;
            changed.choices = choices;
            changed.enter_state(held.state);
            let changed = changed.clone();
            self.board.take_choices(&changed);
        }
        self.note("changed", id, json!({ "seats": seats, "seats_before": held.seats }));
        let version = self.board.registrations.get(&id).map_or(held.version, |held| held.version);
        self.owe_for(MailKind::Changed, id, version.to_string(), None);
        if held.awaits_address() && change.person != held.person {
            // Another address is one that nobody has confirmed.
            self.owe_for(MailKind::ConfirmAddress, id, format!("changed:{version}"), None);
        }
        if seats < held.seats {
            self.promote(held.session, at, Passing::Nobody)?;
        } else if seats > held.seats {
            // A colleague who waits has perhaps become one too many, and holds nobody up any more.
            self.seat_colleagues(held.session, at)?;
        }
        Ok(Ok(Done::Changed { registration: id }))
    }

    fn rename_person(&mut self, held: &Held, change: &Change) {
        if let Some(previous) = held.person {
            self.board.persons.remove(&(held.session, previous));
        }
        if let Some(changed) = self.board.registrations.get_mut(&held.id) {
            changed.person = change.person;
        }
        self.board.index_person(held.id);
    }

    fn check_change(
        &self,
        change: &Change,
        actor: &Actor,
        at: DateTime<Utc>,
        held_up: bool,
    ) -> Result<&Held, Refusal> {
        let held = self.board.registrations.get(&change.registration).ok_or(Refusal::NotFound)?;
        let session = self.board.sessions.get(&held.session).ok_or(Refusal::NotFound)?;
        if change.expected_version.is_some_and(|expected| expected != held.version) {
            return Err(Refusal::ChangedMeanwhile);
        }
        if !held.state.is_active() {
            return Err(Refusal::WrongState { state: held.state });
        }
        if session.is_cancelled() {
            return Err(Refusal::Cancelled);
        }
        check_not_begun(session, actor, at)?;
        // Somebody else by another name or address: bound by the same rules as if they had applied.
        if change.person != held.person {
            check_person(&self.board, session, change.person, Some(session.id))?;
        }
        let company = change.application.company.as_ref().map(Company::identity);
        if session.unit == CapacityUnit::Company && company != held.company {
            return Err(Refusal::CompanyFixed);
        }
        let seats = change.application.seats;
        let chosen = self.board.limited(session.id, &change.application.answers);
        self.board.check_choices(session.id, &chosen, seats, Some(held))?;
        if seats > held.seats {
            let room = self.board.room(session).behind(held_up);
            self.check_more_people(session, held, seats, room)?;
        }
        Ok(held)
    }

    /// More people under a registration need room, and those who wait come first; one that waits
    /// itself must be one that can fit some day. Fewer people need nothing.
    fn check_more_people(
        &self,
        session: &SeatSession,
        held: &Held,
        seats: u32,
        room: Room,
    ) -> Result<(), Refusal> {
        if !held.holds_seat() {
            let need = self.board.need(session, seats, held.company.as_ref());
            self.board.check_company_people(session, need)?;
            let may_wait = !self.board.never_fits(session, need);
            return if may_wait { Ok(()) } else { Err(session.no_room(need, room)) };
        }
        let people = seats - held.seats;
        let units = if session.unit == CapacityUnit::Company { 0 } else { people };
        let need = Need { units, people, company_seat: held.company_seat };
        self.board.check_company_people(session, need)?;
        if !room.admits(session, need) {
            return Err(session.no_room(need, room));
        }
        Ok(())
    }
}
