//! The organizer's selection among applications (選考): chosen, substitutes, not chosen, told together.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::{Held, SeatSession};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{Done, MailKind, Refusal};
use super::promote::Passing;
use crate::domain::event::Allocation;
use crate::domain::ids::RegistrationId;
use crate::domain::state::{Action, State};

/// What becomes of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// 採用: it gets its seat.
    Chosen,
    /// 補欠: it waits for a seat, in the order in which substitutes are named.
    Substitute,
    /// 見送り.
    NotChosen,
}

/// What becomes of applications, all in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    pub selections: Vec<(RegistrationId, Selection)>,
    /// Why more are chosen than there are seats, where that is on purpose.
    pub exceed_reason: Option<String>,
}

impl Select {
    /// Of a single application.
    pub fn one(id: RegistrationId, selection: Selection) -> Self {
        Self { selections: vec![(id, selection)], exceed_reason: None }
    }
}

impl SeatSession {
    /// The state of an application before anybody has chosen.
    pub(super) fn before_the_choice(&self) -> State {
        if self.allocation == Allocation::Lottery { State::EnteredDraw } else { State::Pending }
    }
}

impl Deciding {
    /// Carries out a selection. Where one of it is not possible, nothing is changed.
    pub(super) fn select(
        &mut self,
        select: &Select,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let before = self.board.clone();
        let outcome = self.select_all(select);
        if outcome.is_err() {
            (self.board, self.mails, self.audit) = (before, Vec::new(), Vec::new());
            return Ok(outcome);
        }
        let mut sessions: Vec<_> = select
            .selections
            .iter()
            .filter_map(|(id, _)| self.board.registrations.get(id).map(|held| held.session))
            .collect();
        sessions.sort_unstable();
        sessions.dedup();
        for session in sessions {
            // A substitute has a seat at once where one is free: nobody waits beside an empty chair.
            self.promote(session, at, Passing::Nobody)?;
        }
        Ok(outcome)
    }

    fn select_all(&mut self, select: &Select) -> Outcome {
        let (mut chosen, mut substitutes, mut not_chosen) = (0, 0, 0);
        for (id, selection) in &select.selections {
            let held = self.selectable(*id)?;
            match selection {
                Selection::Chosen => {
                    self.choose_one(&held, select.exceed_reason.as_deref())?;
                    chosen += 1;
                }
                Selection::Substitute => {
                    self.make_substitute(&held);
                    substitutes += 1;
                }
                Selection::NotChosen => {
                    self.turn_down(&held, MailKind::Declined);
                    not_chosen += 1;
                }
            }
        }
        Ok(Done::Selected { chosen, substitutes, not_chosen })
    }

    fn selectable(&self, id: RegistrationId) -> Result<Held, Refusal> {
        let held = self.board.registrations.get(&id).ok_or(Refusal::NotFound)?;
        let session = self.board.sessions.get(&held.session).ok_or(Refusal::NotFound)?;
        if session.is_cancelled() {
            return Err(Refusal::Cancelled);
        }
        if !held.awaits_selection() {
            return Err(Refusal::WrongState { state: held.state });
        }
        Ok(held.clone())
    }

    fn choose_one(&mut self, held: &Held, exceed_reason: Option<&str>) -> Result<(), Refusal> {
        let session = self.board.sessions.get(&held.session).ok_or(Refusal::NotFound)?;
        let need = self.board.need(session, held.seats, held.company.as_ref());
        self.board.check_company_people(session, need)?;
        let room = self.board.room(session);
        let exceeds = !room.fits(need);
        if exceeds && exceed_reason.is_none() {
            return Err(session.no_room(need, room));
        }
        let details = json!({ "exceed_reason": exceed_reason.filter(|_| exceeds) });
        self.seat(held, Action::Select);
        if exceeds {
            self.board.exceed_on_purpose(held.session);
        }
        self.note("selected", held.id, details);
        self.owe_for(MailKind::Accepted, held.id, String::new(), None);
        Ok(())
    }

    /// Gives a registration its seats.
    pub(super) fn seat(&mut self, held: &Held, action: Action) {
        let Some(after) = held.state.after(action) else { return };
        self.set_state(held.id, after);
        self.board.take(held.id, held.next_company_seat());
    }

    fn make_substitute(&mut self, held: &Held) {
        let position = self.wait_behind_all(held, Action::SelectAsSubstitute);
        self.note("selected_as_substitute", held.id, json!({ "position": position }));
        self.owe_for(MailKind::RegistrationReceived, held.id, "substitute".to_owned(), position);
    }

    /// Puts a registration onto the waiting list, behind everybody; its place.
    pub(super) fn wait_behind_all(&mut self, held: &Held, action: Action) -> Option<u32> {
        let after = held.state.after(action)?;
        let sequence = self.next_sequence(held.session);
        self.set_state(held.id, after);
        if let Some(waiting) = self.board.registrations.get_mut(&held.id) {
            waiting.sequence = sequence;
        }
        Some(self.board.queue(held.session, held.id))
    }

    /// Ends an application that gets no seat and waits for none.
    pub(super) fn turn_down(&mut self, held: &Held, mail: MailKind) {
        let Some(after) = held.state.after(Action::Reject) else { return };
        self.board.give_choices_back(held);
        self.set_state(held.id, after);
        self.board.index_person(held.id);
        self.note("not_selected", held.id, json!({ "from": held.state.as_str() }));
        self.owe_for(mail, held.id, String::new(), None);
    }
}
