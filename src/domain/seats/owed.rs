//! What a decision owes: mails, audit lines.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::board::Held;
use super::decide::{Deciding, NeedsMoreWaiting};
use super::outcome::{AuditLine, AuditSubject, MailKind, MailOwed, Registered};
use super::promote::{Passing, promote};
use crate::domain::event::CapacityUnit;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::State;

impl Deciding {
    /// Gives what is free to those who wait, but to `passing`, with the mails and audit lines of it. How many
    /// got a seat, or the offer of one.
    pub(super) fn promote(
        &mut self,
        session: SessionId,
        at: DateTime<Utc>,
        passing: Passing,
    ) -> Result<u32, NeedsMoreWaiting> {
        let promoted = promote(&mut self.board, session, at, passing)?;
        for id in &promoted {
            self.owe_seat(*id);
        }
        Ok(u32::try_from(promoted.len()).unwrap_or(u32::MAX))
    }

    /// The mail for somebody who has just got a seat, or the offer of one.
    fn owe_seat(&mut self, id: RegistrationId) {
        let Some(held) = self.board.registrations.get(&id).cloned() else { return };
        if held.state == State::Offered {
            self.note("seat_offered", id, json!({ "until": held.expires_at }));
            self.owe_for(MailKind::SeatOffered, id, held.version.to_string(), None);
        } else {
            self.note("promoted", id, json!({}));
            self.owe_for(MailKind::Promoted, id, String::new(), None);
        }
    }

    /// A company's people have just come: those of its people who wait take no further unit, and those
    /// who are too many now hold nobody up.
    pub(super) fn seat_colleagues(
        &mut self,
        session: SessionId,
        at: DateTime<Utc>,
    ) -> Result<(), NeedsMoreWaiting> {
        let some_may_wait = self.board.sessions.get(&session).is_some_and(|session| {
            session.unit == CapacityUnit::Company && session.counts.waiting > 0
        });
        if some_may_wait {
            self.promote(session, at, Passing::Nobody)?;
        }
        Ok(())
    }

    /// The mail that tells where somebody stands who has just come to a session.
    pub(super) fn owe_place(&mut self, registered: &Registered, cause: String) {
        let kind = match registered.state {
            State::Confirmed => MailKind::RegistrationConfirmed,
            State::Pending if self.awaits_address(registered.registration) => {
                MailKind::ConfirmAddress
            }
            _ => MailKind::RegistrationReceived,
        };
        self.owe_for(kind, registered.registration, cause, registered.position);
        if let Some(owed) = self.mails.last_mut() {
            owed.joined_company_seat = registered.joined_company_seat;
        }
    }

    fn awaits_address(&self, id: RegistrationId) -> bool {
        self.board.registrations.get(&id).is_some_and(Held::awaits_address)
    }

    pub(super) fn owe_for(
        &mut self,
        kind: MailKind,
        registration: RegistrationId,
        cause: String,
        position: Option<u32>,
    ) {
        let until = self.board.registrations.get(&registration).and_then(|held| held.expires_at);
        self.mails.push(MailOwed {
            registration,
            kind,
            cause,
            position,
            joined_company_seat: false,
            until,
        });
    }

    pub(super) fn note(&mut self, action: &'static str, id: RegistrationId, details: Value) {
        self.audit.push(AuditLine { action, subject: AuditSubject::Registration(id), details });
    }
}
