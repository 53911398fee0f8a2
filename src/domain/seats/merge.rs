//! Two registrations of one person made one: the kept one gets the chosen values, the other is withdrawn.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::Held;
use super::command::{Actor, Change};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{Done, MailKind, Refusal};
use super::promote::Passing;
use crate::domain::event::SeatCounts;
use crate::domain::ids::RegistrationId;
use crate::domain::state::{Action, State};

impl Deciding {
    /// Both or nothing. Only applicants of one event are merged, and the one that is left is told of nothing. A seat
    /// that only the one that is left has stays with the person.
    pub(super) fn merge(
        &mut self,
        change: &Change,
        dropped: RegistrationId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let id = change.registration;
        let (Some(kept), Some(other)) =
            (self.board.registrations.get(&id), self.board.registrations.get(&dropped))
        else {
            return Ok(Err(Refusal::NotFound));
        };
        if id == dropped || !actor.is_staff() {
            return Ok(Err(Refusal::NotFound));
        }
        // Asked before anything moves: a seat that comes free here may make a version of the kept one, too.
        if change.expected_version.is_some_and(|expected| expected != kept.version) {
            return Ok(Err(Refusal::ChangedMeanwhile));
        }
        let (kept, other) = (kept.clone(), other.clone());
        let before = self.board.clone();
        let left = if may_take_over(&kept, &other) {
            self.hand_over(&other, &kept, at)?
        } else {
            self.end(dropped, Action::Withdraw, at)?
        };
        let merged = match left {
            Ok(_) => {
                self.change(&Change { expected_version: None, ..change.clone() }, actor, at)?
            }
            Err(refusal) => Err(refusal),
        };
        if merged.is_err() {
            self.board = before;
            self.mails.clear();
            self.audit.clear();
            return Ok(merged);
        }
        self.mails.retain(|mail| mail.registration != dropped);
        self.note("merged", id, json!({ "dropped": dropped }));
        self.note("merged_into", dropped, json!({ "kept": id }));
        Ok(merged)
    }

    /// Withdraws one that has a seat and gives its seat to one that waits, before anybody else's turn.
    fn hand_over(
        &mut self,
        from: &Held,
        to: &Held,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(session) = self.board.sessions.get(&from.session) else {
            return Ok(Err(Refusal::NotFound));
        };
        if session.is_cancelled() {
            return Ok(Err(Refusal::Cancelled));
        }
        let taken = session.counts;
        // Knows the whole list up to here, so that leaving it is right.
        self.board.position_of(to.id)?;
        self.leave(from);
        self.board.give_choices_back(from);
        self.set_state(from.id, State::Withdrawn);
        self.board.index_person(from.id);
        self.note("withdrawn", from.id, json!({ "from": from.state.as_str() }));
        self.board.leave_waiting_list(to.session, to.id);
        self.set_state(to.id, from.state);
        if let Some(seated) = self.board.registrations.get_mut(&to.id) {
            // As many as had a seat. Whoever is more is asked for by the change, and has to find room.
            seated.seats = from.seats;
            seated.expires_at = from.expires_at;
        }
        if let Err(refusal) = self.sit_down(to, taken) {
            return Ok(Err(refusal));
        }
        let details = json!({ "by_hand": true, "from": from.id });
        if from.state == State::Offered {
            let version = self.board.registrations.get(&to.id).map_or(0, |held| held.version);
            self.note("seat_offered", to.id, details);
            self.owe_for(MailKind::SeatOffered, to.id, version.to_string(), None);
        } else {
            self.note("promoted", to.id, details);
            self.owe_for(MailKind::Promoted, to.id, String::new(), None);
        }
        // Who joins a company's seat leaves another one free.
        self.promote(from.session, at, Passing::Nobody)?;
        Ok(Ok(Done::Withdrawn { registration: from.id }))
    }

    /// Takes the seat that has just been left: no more than was taken with it, be that beyond the capacity on purpose.
    fn sit_down(&mut self, to: &Held, taken: SeatCounts) -> Result<(), Refusal> {
        let held = self.board.registrations.get(&to.id).ok_or(Refusal::NotFound)?;
        let session = self.board.sessions.get(&to.session).ok_or(Refusal::NotFound)?;
        let need = self.board.need(session, held.seats, held.company.as_ref());
        self.board.check_company_people(session, need)?;
        let room = self.board.room(session);
        let (units, people) =
            (session.counts.taken + need.units, session.counts.people + need.people);
        if !room.fits(need) && (units > taken.taken || people > taken.people) {
            return Err(session.no_room(need, room));
        }
        let is_beyond = !room.fits(need);
        self.board.take(to.id, to.next_company_seat());
        if is_beyond {
            self.board.exceed_on_purpose(to.session);
        }
        Ok(())
    }
}

/// Whether the one that is left has a seat, and the kept one waits for one of the same session.
fn may_take_over(kept: &Held, dropped: &Held) -> bool {
    kept.state == State::Waitlisted
        && kept.session == dropped.session
        && matches!(dropped.state, State::Confirmed | State::Offered)
}
