//! A seat given by staff to somebody who waits, out of turn or beyond the capacity on purpose.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::command::Actor;
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{Done, MailKind, Refusal};
use super::promote::until;
use crate::domain::ids::RegistrationId;
use crate::domain::state::{Action, State};

impl Deciding {
    /// Gives a seat at once, or as an offer with a deadline where the event's rules say so. With a reason it may go
    /// beyond the capacity, and is never an offer; nor is one after the session's beginning.
    pub(super) fn give_seat(
        &mut self,
        id: RegistrationId,
        exceed_reason: Option<&str>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id).cloned() else {
            return Ok(Err(Refusal::NotFound));
        };
        if held.state != State::Waitlisted || !actor.is_staff() {
            return Ok(Err(Refusal::WrongState { state: held.state }));
        }
        // Knows the whole list up to here, so that leaving it is right.
        self.board.position_of(id)?;
        let Some(session) = self.board.sessions.get(&held.session) else {
            return Ok(Err(Refusal::NotFound));
        };
        if session.is_cancelled() {
            return Ok(Err(Refusal::Cancelled));
        }
        let need = self.board.need(session, held.seats, held.company.as_ref());
        if let Err(refusal) = self.board.check_company_people(session, need) {
            return Ok(Err(refusal));
        }
        let room = self.board.room(session);
        if exceed_reason.is_none() && !room.fits(need) {
            return Ok(Err(session.no_room(need, room)));
        }
        // Once it has begun there is no time left to answer in: the seat is theirs.
        let offer = session.rules.offer;
        let offer = offer.filter(|_| exceed_reason.is_none() && !session.has_begun(at));
        let expires_at = offer.map(|offer| until(at + offer, session));
        let action = if expires_at.is_some() { Action::Offer } else { Action::Promote };
        let Some(after) = held.state.after(action) else {
            return Ok(Err(Refusal::WrongState { state: held.state }));
        };
        self.board.leave_waiting_list(held.session, id);
        self.set_state(id, after);
        if let Some(seated) = self.board.registrations.get_mut(&id) {
            seated.expires_at = expires_at;
        }
        self.board.take(id, held.next_company_seat());
        if exceed_reason.is_some() {
            self.board.exceed_on_purpose(held.session);
        }
        let version = self.board.registrations.get(&id).map_or(held.version, |now| now.version);
        if after == State::Offered {
            self.note("seat_offered", id, json!({ "until": expires_at, "by_hand": true }));
            self.owe_for(MailKind::SeatOffered, id, version.to_string(), None);
        } else {
            let details = json!({ "by_hand": true, "exceed_reason": exceed_reason });
            self.note("promoted", id, details);
            self.owe_for(MailKind::Promoted, id, String::new(), None);
            self.seat_colleagues(held.session, at)?;
        }
        Ok(Ok(Done::Accepted { registration: id }))
    }
}
