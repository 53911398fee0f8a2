//! What a decision owes: mails, audit lines.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::decide::{Deciding, NeedsMoreWaiting};
use super::outcome::{AuditLine, AuditSubject, MailKind, MailOwed, Registered};
use super::promote::promote;
use crate::domain::event::CapacityUnit;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::State;

impl Deciding {
    /// Gives what is free to those who wait, with the mails and audit lines of it. How many got a seat.
    pub(super) fn promote(
        &mut self,
        session: SessionId,
        at: DateTime<Utc>,
    ) -> Result<u32, NeedsMoreWaiting> {
        let promoted = promote(&mut self.board, session, at)?;
        for id in &promoted {
            self.note("promoted", *id, json!({}));
            self.owe_for(MailKind::Promoted, *id, String::new(), None);
        }
        Ok(u32::try_from(promoted.len()).unwrap_or(u32::MAX))
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
            self.promote(session, at)?;
        }
        Ok(())
    }

    /// The mail that tells where somebody stands who has just come to a session.
    pub(super) fn owe_place(&mut self, registered: &Registered, cause: String) {
        let confirmed = registered.state == State::Confirmed;
        self.mails.push(MailOwed {
            registration: registered.registration,
            kind: if confirmed {
                MailKind::RegistrationConfirmed
            } else {
                MailKind::RegistrationReceived
            },
            cause,
            position: registered.position,
            joined_company_seat: registered.joined_company_seat,
        });
    }

    pub(super) fn owe_for(
        &mut self,
        kind: MailKind,
        registration: RegistrationId,
        cause: String,
        position: Option<u32>,
    ) {
        self.mails.push(MailOwed {
            registration,
            kind,
            cause,
            position,
            joined_company_seat: false,
        });
    }

    pub(super) fn note(&mut self, action: &'static str, id: RegistrationId, details: Value) {
        self.audit.push(AuditLine { action, subject: AuditSubject::Registration(id), details });
    }
}
