//! Moving a registration to another session of its event, in one step.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::{Held, SeatSession};
use super::command::Actor;
use super::decide::{
    Deciding, NeedsMoreWaiting, Outcome, check_not_begun, check_person, check_window,
};
use super::outcome::{Done, Refusal};
use super::promote::Passing;
use crate::domain::event::Allocation;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::State;

impl Deciding {
    pub(super) fn move_to(
        &mut self,
        id: RegistrationId,
        to: SessionId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id).cloned() else {
            return Ok(Err(Refusal::NotFound));
        };
        let held_up = self.board.is_held_up(to)?;
        let state = match self
            .check_move(&held, to, actor, at)
            .and_then(|()| self.place_in(&held, to, held_up))
        {
            Ok(state) => state,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let moved = self.carry_over(&held, to, state);
        let registered = self.settle_in(&moved, held.next_company_seat());
        self.note(
            "moved",
            id,
            json!({ "from_session": held.session, "to_session": to, "state": state.as_str() }),
        );
        self.owe_place(&registered, format!("moved:{}", held.version));
        self.promote(held.session, at, Passing::Nobody)?;
        if state == State::Confirmed {
            self.seat_colleagues(to, at)?;
        }
        Ok(Ok(Done::Moved(registered)))
    }

    fn check_move(
        &self,
        held: &Held,
        to: SessionId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let from = self.board.sessions.get(&held.session).ok_or(Refusal::NotFound)?;
        let target = self
            .board
            .sessions
            .get(&to)
            .filter(|s| s.event == from.event)
            .ok_or(Refusal::NotFound)?;
        if !may_move(held, from, actor) {
            return Err(Refusal::WrongState { state: held.state });
        }
        if to == held.session {
            return Err(Refusal::AlreadyRegistered);
        }
        check_not_begun(from, actor, at)?;
        check_window(target, actor, at, None)?;
        check_person(&self.board, target, held.person, Some(held.session))
    }

    /// Where the registration would stand in `to`, with what it holds now given back. One that has a
    /// seat never loses it for a place on a waiting list.
    fn place_in(&self, held: &Held, to: SessionId, held_up: bool) -> Result<State, Refusal> {
        let target = self.board.sessions.get(&to).ok_or(Refusal::NotFound)?;
        let need = self.board.need(target, held.seats, held.company.as_ref());
        self.board.check_company_people(target, need)?;
        self.board.check_choices(to, &held.choices, held.seats, None)?;
        let room = self.board.room_without(target, held).behind(held_up);
        if awaits_choice(held) {
            let may_come = !self.board.never_fits(target, need);
            return if may_come { Ok(held.state) } else { Err(target.no_room(need, room)) };
        }
        let state = self.board.place(target, need, room)?;
        if held.holds_seat() && !state.holds_seat() {
            return Err(target.no_room(need, room));
        }
        Ok(state)
    }

    /// Takes it out of its session and puts it into `to`, where it has not settled in yet.
    fn carry_over(&mut self, held: &Held, to: SessionId, state: State) -> Held {
        self.leave(held);
        self.board.give_choices_back(held);
        if let Some(person) = held.person {
            self.board.persons.remove(&(held.session, person));
        }
        let mut moved = Held {
            session: to,
            sequence: self.next_sequence(to),
            company_seat: None,
            expires_at: None,
            ..held.clone()
        };
        moved.enter_state(state);
        self.board.registrations.insert(moved.id, moved.clone());
        self.board.index_person(moved.id);
        self.board.take_choices(&moved);
        moved
    }
}

/// Whether a selection or a draw is still to come for it.
fn awaits_choice(held: &Held) -> bool {
    held.awaits_selection() || held.state == State::EnteredDraw
}

/// Where a committee or a draw has given the seats, only staff give others.
fn may_move(held: &Held, from: &SeatSession, actor: &Actor) -> bool {
    let is_settled = matches!(held.state, State::Confirmed | State::Waitlisted);
    let is_theirs = from.allocation == Allocation::FirstCome || actor.is_staff();
    awaits_choice(held) || (is_settled && is_theirs)
}
