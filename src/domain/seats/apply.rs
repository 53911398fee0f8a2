//! Applying to a session.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::{Fate, Held, Remembered};
use super::command::{Actor, Admission, Apply};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome, check_person, check_window};
use super::outcome::{Done, MailKind, Refusal, Registered};
use super::promote::{Passing, until};
use crate::domain::application::Company;
use crate::domain::event::Allocation;
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
        let (session, state) = match self.choose(apply, actor, at, on_purpose)? {
            Ok(place) => place,
            Err(refusal) => {
                if refusal == Refusal::AlreadyRegistered {
                    self.mail_again(apply, at)?;
                }
                return Ok(Err(refusal));
            }
        };
        let registered = self.enter(apply, (session, state), at);
        if on_purpose {
            self.board.exceed_on_purpose(session);
        }
        self.owe_place(&registered, String::new());
        self.note_registered(&registered, apply, actor);
        if state == State::Confirmed || state == State::Pending {
            self.seat_colleagues(session, at)?;
        } else if state == State::Waitlisted && self.offers(session) {
            // Somebody wants what those whose offers have run out hold up: they are asked once more.
            self.promote(session, at, Passing::Nobody)?;
        }
        Ok(Ok(Done::Registered(registered)))
    }

    /// Whether a seat that comes free is offered, not given.
    fn offers(&self, session: SessionId) -> bool {
        self.board.sessions.get(&session).is_some_and(|seats| seats.rules.offer.is_some())
    }

    /// Of the sessions that are wished for, the first that has a seat; else the first that has a waiting
    /// list. With the state that the application gets there, or why it gets none in the first.
    fn choose(
        &self,
        apply: &Apply,
        actor: &Actor,
        at: DateTime<Utc>,
        on_purpose: bool,
    ) -> Result<Result<(SessionId, State), Refusal>, NeedsMoreWaiting> {
        // Who has one of them already is not given another.
        let has = |session: &SessionId| {
            apply.person.is_some_and(|person| self.board.persons.contains_key(&(*session, person)))
        };
        if apply.wishes.iter().any(has) {
            return Ok(Err(Refusal::AlreadyRegistered));
        }
        let (mut waits, mut refused) = (None, None);
        for session in std::iter::once(&apply.session).chain(&apply.wishes) {
            let held_up = self.board.is_held_up(*session)?;
            match self.admit(apply, *session, actor, at, on_purpose, held_up) {
                Ok(State::Waitlisted) => {
                    waits.get_or_insert((*session, State::Waitlisted));
                }
                Ok(state) => return Ok(Ok((*session, state))),
                Err(refusal) => {
                    refused.get_or_insert(refusal);
                }
            }
        }
        Ok(waits.ok_or(refused.unwrap_or(Refusal::NotFound)))
    }

    /// The state a new application gets, or why it gets none.
    fn admit(
        &self,
        apply: &Apply,
        session: SessionId,
        actor: &Actor,
        at: DateTime<Utc>,
        on_purpose: bool,
        held_up: bool,
    ) -> Result<State, Refusal> {
        let session = self.board.sessions.get(&session).ok_or(Refusal::NotFound)?;
        check_window(session, actor, at, apply.form_opened_at)?;
        check_person(&self.board, session, apply.person, None)?;
        let chosen = self.board.limited(session.id, &apply.application.answers);
        self.board.check_choices(session.id, &chosen, apply.application.seats, None)?;
        let company = apply.application.company.as_ref().map(Company::identity);
        let need = self.board.need(session, apply.application.seats, company.as_ref());
        self.board.check_company_people(session, need)?;
        if on_purpose {
            return Ok(State::Confirmed);
        }
        let room = self.board.room(session).behind(held_up);
        let at_the_door = apply.admission == Admission::AtTheDoor && actor.is_staff();
        if session.allocation != Allocation::FirstCome && !at_the_door {
            // Who is chosen is decided later; only who could never be is told so now.
            let may_come = !self.board.never_fits(session, need);
            return if may_come {
                Ok(session.before_the_choice())
            } else {
                Err(session.no_room(need, room))
            };
        }
        match self.board.place(session, need, room)? {
            State::Waitlisted if apply.admission != Admission::OrWaits => {
                Err(session.no_room(need, room))
            }
            State::Confirmed if apply.confirms_within.is_some() => Ok(State::Pending),
            state => Ok(state),
        }
    }

    /// Puts an admitted application on the board, with its seats where it has them.
    fn enter(
        &mut self,
        apply: &Apply,
        (session, state): (SessionId, State),
        at: DateTime<Utc>,
    ) -> Registered {
        let sequence = self.next_sequence(session);
        let number = apply.reception_number.clone();
        let number = number.unwrap_or_else(|| number_of_place(session, sequence));
        let held_until = apply
            .confirms_within
            .filter(|_| state == State::Pending)
            .zip(self.board.sessions.get(&session))
            // A committee takes the time that it takes.
            .filter(|(_, seats)| seats.allocation == Allocation::FirstCome)
            // Applications may be open after the beginning: then the hold is not cut short by it.
            .map(
                |(within, seats)| {
                    if seats.has_begun(at) { at + within } else { until(at + within, seats) }
                },
            );
        let held = Held {
            id: apply.registration,
            session,
            sequence,
            state,
            seats: apply.application.seats,
            person: apply.person,
            company: apply.application.company.as_ref().map(Company::identity),
            company_seat: None,
            reception_number: number.as_str().to_owned(),
            registered_at: at,
            expires_at: held_until,
            choices: self.board.limited(session, &apply.application.answers),
            version: 1,
            fate: Fate::New,
        };
        self.board.registrations.insert(held.id, held.clone());
        self.board.index_person(held.id);
        self.board.take_choices(&held);
        self.settle_in(&held, apply.company_seat)
    }

    /// Somebody who applies again has perhaps lost the first mail: it is sent once more, at most once
    /// an hour, so that nobody can be flooded by others who know the address.
    fn mail_again(&mut self, apply: &Apply, at: DateTime<Utc>) -> Result<(), NeedsMoreWaiting> {
        let Some(person) = apply.person else { return Ok(()) };
        let mut wished = std::iter::once(&apply.session).chain(&apply.wishes);
        let Some(id) =
            wished.find_map(|session| self.board.persons.get(&(*session, person))).copied()
        else {
            return Ok(());
        };
        let kind = match self.board.registrations.get(&id) {
            Some(held) if held.awaits_address() => MailKind::ConfirmAddress,
            Some(Held { state: State::Confirmed, .. }) => MailKind::RegistrationConfirmed,
            Some(Held {
                state: State::Waitlisted | State::Pending | State::EnteredDraw, ..
            }) => MailKind::RegistrationReceived,
            Some(Held { state: State::Offered, .. }) => MailKind::SeatOffered,
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
