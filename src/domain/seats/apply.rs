//! Applying to a session.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::{Fate, Held, Remembered};
use super::command::{Actor, Apply};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome, check_person, check_window};
use super::outcome::{Done, MailKind, Refusal, Registered};
use crate::domain::application::Company;
use crate::domain::ids::SessionId;
use crate::domain::state::State;
use crate::domain::values::reception_number::ReceptionNumber;

/// A session's id is random in its last 62 bits (RFC 9562, version 7).
fn number_of_place(session: SessionId, sequence: i64) -> ReceptionNumber {
    ReceptionNumber::of_place(session.0.as_u64_pair().1, sequence.unsigned_abs())
}

impl Deciding {
    /// Applies, unless the key has been answered before: then the answer is the same.
    pub(super) fn apply_once(
        &mut self,
        apply: &Apply,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(key) = apply.idempotency else { return self.apply(apply, actor, at) };
        if let Some(before) = self.board.remembered.get(&(apply.session, key.key_hash)) {
            let same = before.body_hash == key.body_hash;
            return Ok(if same {
                before.outcome.clone()
            } else {
                Err(Refusal::IdempotencyConflict)
            });
        }
        let outcome = self.apply(apply, actor, at)?;
        let is_kept = outcome.is_ok() || key.keeps_refusals;
        if is_kept && outcome != Err(Refusal::NotFound) {
            let remembered =
                Remembered { body_hash: key.body_hash, outcome: outcome.clone(), fate: Fate::New };
            self.board.remembered.insert((apply.session, key.key_hash), remembered);
        }
        Ok(outcome)
    }

    fn apply(
        &mut self,
        apply: &Apply,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let on_purpose = actor.is_staff() && apply.application.exceed_reason.is_some();
        let held_up = self.board.is_held_up(apply.session)?;
        let state = match self.admit(apply, actor, at, on_purpose, held_up) {
            Ok(state) => state,
            Err(refusal) => {
                if refusal == Refusal::AlreadyRegistered {
                    self.mail_again(apply, at)?;
                }
                return Ok(Err(refusal));
            }
        };
        let registered = self.enter(apply, state, at);
        if on_purpose {
            self.board.exceed_on_purpose(apply.session);
        }
        self.owe_place(&registered, String::new());
        self.note_registered(&registered, apply, actor);
        if state == State::Confirmed {
            self.seat_colleagues(apply.session, at)?;
        }
        Ok(Ok(Done::Registered(registered)))
    }

    /// The state a new application gets, or why it gets none.
    fn admit(
        &self,
        apply: &Apply,
        actor: &Actor,
        at: DateTime<Utc>,
        on_purpose: bool,
        held_up: bool,
    ) -> Result<State, Refusal> {
        let session = self.board.sessions.get(&apply.session).ok_or(Refusal::NotFound)?;
        check_window(session, actor, at, apply.form_opened_at)?;
        check_person(&self.board, session, apply.person, None)?;
        let company = apply.application.company.as_ref().map(Company::identity);
        let need = self.board.need(session, apply.application.seats, company.as_ref());
        self.board.check_company_people(session, need)?;
        if on_purpose {
            return Ok(State::Confirmed);
        }
        let room = self.board.room(session).behind(held_up);
        match self.board.place(session, need, room)? {
            State::Waitlisted if !apply.waits => Err(session.no_room(need, room)),
            state => Ok(state),
        }
    }

    /// Puts an admitted application on the board, with its seats where it has them.
    fn enter(&mut self, apply: &Apply, state: State, at: DateTime<Utc>) -> Registered {
        let sequence = self.next_sequence(apply.session);
        let number = apply.reception_number.clone();
        let number = number.unwrap_or_else(|| number_of_place(apply.session, sequence));
        let held = Held {
            id: apply.registration,
            session: apply.session,
            sequence,
            state,
            seats: apply.application.seats,
            person: apply.person,
            company: apply.application.company.as_ref().map(Company::identity),
            company_seat: None,
            reception_number: number.as_str().to_owned(),
            registered_at: at,
            version: 1,
            fate: Fate::New,
        };
        self.board.registrations.insert(held.id, held.clone());
        self.board.index_person(held.id);
        self.settle_in(&held, apply.company_seat)
    }

    /// Somebody who applies again has perhaps lost the first mail: it is sent once more, at most once
    /// an hour, so that nobody can be flooded by others who know the address.
    fn mail_again(&mut self, apply: &Apply, at: DateTime<Utc>) -> Result<(), NeedsMoreWaiting> {
        let Some(person) = apply.person else { return Ok(()) };
        let Some(id) = self.board.persons.get(&(apply.session, person)).copied() else {
            return Ok(());
        };
        let kind = match self.board.registrations.get(&id).map(|held| held.state) {
            Some(State::Confirmed) => MailKind::RegistrationConfirmed,
            Some(State::Waitlisted) => MailKind::RegistrationReceived,
            _ => return Ok(()),
        };
        let position = self.board.position_of(id)?;
        self.owe_for(kind, id, format!("again:{}", at.format("%Y%m%d%H")), position);
        Ok(())
    }

    fn note_registered(&mut self, registered: &Registered, apply: &Apply, actor: &Actor) {
        let mut details = json!({
            "state": registered.state, "sequence": registered.sequence,
            "seats": apply.application.seats, "source": apply.application.source,
        });
        if actor.is_staff() {
            details["received_at"] = json!(apply.application.received_at);
            details["exceed_reason"] = json!(apply.application.exceed_reason);
        }
        self.note("registered", registered.registration, details);
    }
}
