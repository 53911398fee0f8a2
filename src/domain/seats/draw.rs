//! The draw (抽選): an order that nobody can choose and everybody can check afterwards.
//!
//! Each entry's lot is SHA-256 of the draw's word, a colon and the entry's reception number; the smallest goes first. Who
//! knows the word recomputes all of it: `printf 'WORD:NUMBER' | sha256sum`. A word that is announced before it exists (the
//! closing price of a day to come) shows that nobody has chosen it.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::board::Held;
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{AuditLine, AuditSubject, Done, MailKind, Refusal};
use super::promote::Passing;
use crate::domain::event::{EventStatus, SessionStatus, Window, window};
use crate::domain::hex::hex;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::{Action, State};

/// A draw among all who have entered for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    pub session: SessionId,
    /// What the order follows from.
    pub word: String,
}

/// What a draw has given to one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnPlace {
    pub session: SessionId,
    pub registration: RegistrationId,
    pub word: String,
    /// From 1.
    pub place: u32,
    /// What it came to.
    pub state: State,
    pub at: DateTime<Utc>,
}

/// The lot of an entry: 64 hexadecimal digits.
pub fn lot(word: &str, reception_number: &str) -> String {
    hex(&Sha256::digest(format!("{word}:{reception_number}")))
}

impl Deciding {
    /// Draws: in the order of the lots, each party gets its seats, all or none, and the others wait in that order.
    pub(super) fn draw(
        &mut self,
        draw: &Draw,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let outcome = self.check_draw(draw, at).and_then(|()| self.draw_all(draw, at));
        if outcome.is_ok() {
            // Colleagues of a company that has just got its seat may need none of their own any more.
            self.promote(draw.session, at, Passing::Nobody)?;
        }
        Ok(outcome)
    }

    fn draw_all(&mut self, draw: &Draw, at: DateTime<Utc>) -> Outcome {
        let entered = self.in_order_of_lots(draw);
        if entered.is_empty() {
            return Err(Refusal::NobodyEntered);
        }
        let (mut confirmed, mut waitlisted, mut declined) = (0, 0, 0);
        let mut head_waits = false;
        for (place, held) in (1_u32..).zip(&entered) {
            let state = self.draw_one(held, head_waits);
            match state {
                State::Confirmed => confirmed += 1,
                State::Waitlisted => waitlisted += 1,
                _ => declined += 1,
            }
            head_waits |= state == State::Waitlisted && self.head_blocks(draw.session);
            self.note("drawn", held.id, json!({ "place": place, "state": state.as_str() }));
            self.board.drawn.push(DrawnPlace {
                session: draw.session,
                registration: held.id,
                word: draw.word.clone(),
                place,
                state,
                at,
            });
        }
        self.audit.push(AuditLine {
            action: "draw_held",
            subject: AuditSubject::Session(draw.session),
            details: json!({
                "word": draw.word, "entered": entered.len(),
                "confirmed": confirmed, "waitlisted": waitlisted, "declined": declined,
            }),
        });
        Ok(Done::Drawn { confirmed, waitlisted, declined })
    }

    /// As long as somebody may still enter, nothing is drawn.
    fn check_draw(&self, draw: &Draw, at: DateTime<Utc>) -> Result<(), Refusal> {
        let session = self.board.sessions.get(&draw.session).ok_or(Refusal::NotFound)?;
        let settings = &session.settings;
        // Forms that were open at the deadline have their grace.
        let last = settings.closes_at + Duration::seconds(settings.grace_seconds.into());
        let is_over = last <= at || settings.status != SessionStatus::Scheduled;
        match window(session.event_status, settings, at, None) {
            Window::Cancelled => Err(Refusal::Cancelled),
            Window::Closed if is_over || session.event_status != EventStatus::Published => Ok(()),
            _ => Err(Refusal::StillOpen { closes_at: last }),
        }
    }

    fn in_order_of_lots(&self, draw: &Draw) -> Vec<Held> {
        let entered = self
            .board
            .registrations
            .values()
            .filter(|held| held.session == draw.session && held.state == State::EnteredDraw);
        let mut lots: Vec<(String, Held)> =
            entered.map(|held| (lot(&draw.word, &held.reception_number), held.clone())).collect();
        lots.sort_by(|(one, _), (other, _)| one.cmp(other));
        lots.into_iter().map(|(_, held)| held).collect()
    }

    fn draw_one(&mut self, held: &Held, head_waits: bool) -> State {
        if !head_waits && self.fits_now(held) {
            self.seat(held, Action::WinDraw);
            self.owe_for(MailKind::DrawResult, held.id, String::new(), None);
            return State::Confirmed;
        }
        let waits = self.board.sessions.get(&held.session).is_some_and(|s| s.settings.waiting_list);
        if waits {
            let position = self.wait_behind_all(held, Action::LoseDraw);
            self.owe_for(MailKind::DrawResult, held.id, String::new(), position);
            return State::Waitlisted;
        }
        self.turn_down(held, MailKind::DrawResult);
        State::Declined
    }

    fn fits_now(&self, held: &Held) -> bool {
        let Some(session) = self.board.sessions.get(&held.session) else { return false };
        let need = self.board.need(session, held.seats, held.company.as_ref());
        let fits = self.board.room(session).fits(need);
        fits && self.board.check_company_people(session, need).is_ok()
    }

    fn head_blocks(&self, session: SessionId) -> bool {
        self.board.sessions.get(&session).is_some_and(|seats| seats.settings.head_blocks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_is_what_anybody_computes() {
        // printf '38914.5:AB2C3D4' | sha256sum
        assert_eq!(
            lot("38914.5", "AB2C3D4"),
            "b5b09ceb640f492b76a9831c0b78d9c8ab6704bbfb6d388403f058e1e83a37d2"
        );
    }
}
