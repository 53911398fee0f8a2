//! Withdrawing, or declining an offer.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::offers::has_run_out;
use super::outcome::{Done, MailKind, Refusal};
use super::promote::Passing;
use crate::domain::ids::RegistrationId;
use crate::domain::state::{Action, State};

impl Deciding {
    /// Ends a registration by `action`: what it held goes to the next.
    pub(super) fn end(
        &mut self,
        id: RegistrationId,
        action: Action,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(held) = self.board.registrations.get(&id).cloned() else {
            return Ok(Err(Refusal::NotFound));
        };
        let Some(after) = held.state.after(action) else {
            return Ok(Err(not_possible(held.state, action)));
        };
        if action == Action::DeclineOffer && has_run_out(&held, at) {
            return Ok(Err(Refusal::OfferExpired));
        }
        let position = self.board.position_of(id)?;
        self.leave(&held);
        self.board.give_choices_back(&held);
        self.set_state(id, after);
        self.board.index_person(id);
        let withdrawn = action == Action::Withdraw;
        self.note(
            if withdrawn { "withdrawn" } else { "offer_declined" },
            id,
            json!({ "from": held.state.as_str() }),
        );
        if withdrawn {
            self.owe_for(MailKind::Withdrawn, id, String::new(), position);
        }
        // One who only waited may have held up those behind.
        self.promote(held.session, at, Passing::Nobody)?;
        Ok(Ok(if withdrawn {
            Done::Withdrawn { registration: id }
        } else {
            Done::Declined { registration: id }
        }))
    }
}

fn not_possible(state: State, action: Action) -> Refusal {
    match action {
        Action::DeclineOffer => Refusal::NoOffer,
        _ => Refusal::WrongState { state },
    }
}
