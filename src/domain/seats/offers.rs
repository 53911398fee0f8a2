//! What has a deadline: an offered seat, or one that is held for an address to be confirmed.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::Held;
use super::command::Actor;
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{Done, MailKind, Refusal};
use super::promote::Passing;
use super::select::{Select, Selection};
use crate::domain::ids::RegistrationId;
use crate::domain::state::{Action, State};

/// Whether the deadline has passed: from its very moment on.
pub(super) fn has_run_out(held: &Held, at: DateTime<Utc>) -> bool {
    held.expires_at.is_some_and(|expires| expires <= at)
}

impl Deciding {
    /// Accepts an offer, confirms an address, or takes a seat that is free after an offer has run out.
    pub(super) fn accept(
        &mut self,
        id: RegistrationId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id).cloned() else {
            return Ok(Err(Refusal::NotFound));
        };
        if held.awaits_selection() && actor.is_staff() {
            return self.select(&Select::one(id, Selection::Chosen), at);
        }
        if held.has_lapsed() {
            return self.take_after_all(&held, at);
        }
        let (action, word) = if held.awaits_address() {
            (Action::ConfirmAddress, "address_confirmed")
        } else {
            (Action::AcceptOffer, "offer_accepted")
        };
        let Some(after) = held.state.after(action) else { return Ok(Err(Refusal::NoOffer)) };
        if has_run_out(&held, at) {
            return Ok(Err(Refusal::OfferExpired));
        }
        self.confirm(&held, after, word);
        Ok(Ok(Done::Accepted { registration: id }))
    }

    /// Declines an offer; for staff also: does not choose a registration that awaits its selection.
    pub(super) fn decline(
        &mut self,
        id: RegistrationId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let held = self.board.registrations.get(&id);
        if actor.is_staff() && held.is_some_and(Held::awaits_selection) {
            return self.select(&Select::one(id, Selection::NotChosen), at);
        }
        self.end(id, Action::DeclineOffer, at)
    }

    fn confirm(&mut self, held: &Held, state: State, word: &'static str) {
        self.set_state(held.id, state);
        if let Some(confirmed) = self.board.registrations.get_mut(&held.id) {
            confirmed.expires_at = None;
        }
        self.note(word, held.id, json!({}));
        let cause = format!("accepted:{}", held.version);
        self.owe_for(MailKind::RegistrationConfirmed, held.id, cause, None);
    }

    /// Nobody else has taken the seat that was let go: it is still there to be had.
    fn take_after_all(
        &mut self,
        held: &Held,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let position = self.board.position_of(held.id)?;
        let Some(session) = self.board.sessions.get(&held.session) else {
            return Ok(Err(Refusal::NotFound));
        };
        if session.is_cancelled() || session.has_begun(at) {
            return Ok(Err(Refusal::OfferExpired));
        }
        let need = self.board.need(session, held.seats, held.company.as_ref());
        let is_next = !session.settings.head_blocks || position == Some(1);
        let has_room =
            self.board.room(session).fits(need) && !self.board.company_is_too_many(session, need);
        if !is_next || !has_room {
            return Ok(Err(Refusal::OfferExpired));
        }
        self.board.leave_waiting_list(held.session, held.id);
        self.confirm(held, State::Confirmed, "taken_after_offer");
        self.board.take(held.id, held.next_company_seat());
        self.seat_colleagues(held.session, at)?;
        Ok(Ok(Done::Accepted { registration: held.id }))
    }

    /// Ends what nobody has answered in time; what it held goes to the next. Asked twice, it is refused.
    pub(super) fn expire(
        &mut self,
        id: RegistrationId,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id).cloned() else {
            return Ok(Err(Refusal::NotFound));
        };
        let is_due = held.state == State::Offered || held.awaits_address();
        if !is_due || !has_run_out(&held, at) {
            return Ok(Err(Refusal::WrongState { state: held.state }));
        }
        self.leave(&held);
        if held.awaits_address() {
            self.let_go(&held);
        } else {
            self.back_to_the_end(&held);
        }
        // Not to one who has let an offer go: a newcomer, or whoever comes free, asks them again.
        self.promote(held.session, at, Passing::TheLapsed)?;
        if held.state == State::Offered && self.still_takes_place(&held, at) {
            let position = self.board.position_of(id)?;
            self.owe_for(MailKind::OfferExpired, id, held.version.to_string(), position);
        }
        Ok(Ok(Done::Expired { registration: id }))
    }

    /// Where it does not, there is nothing to wait on for, and nobody is told of a place.
    fn still_takes_place(&self, held: &Held, at: DateTime<Utc>) -> bool {
        let session = self.board.sessions.get(&held.session);
        session.is_some_and(|session| !session.is_cancelled() && !session.has_begun(at))
    }

    /// Nobody has shown that the address exists: nothing is mailed to it.
    fn let_go(&mut self, held: &Held) {
        let Some(after) = held.state.after(Action::ExpireHold) else { return };
        self.board.give_choices_back(held);
        self.set_state(held.id, after);
        if let Some(ended) = self.board.registrations.get_mut(&held.id) {
            ended.expires_at = None;
        }
        self.board.index_person(held.id);
        self.note("address_not_confirmed", held.id, json!({}));
    }

    /// It waits on, behind everybody who waits now.
    fn back_to_the_end(&mut self, held: &Held) {
        let Some(after) = held.state.after(Action::ExpireOffer) else { return };
        let sequence = self.next_sequence(held.session);
        self.set_state(held.id, after);
        if let Some(waiting) = self.board.registrations.get_mut(&held.id) {
            waiting.sequence = sequence;
        }
        self.board.queue(held.session, held.id);
        self.note("offer_expired", held.id, json!({ "sequence": sequence }));
    }
}
