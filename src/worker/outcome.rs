//! The outcome of an attempt, ready to be written, said in the log, counted.

use chrono::{DateTime, Utc};

use crate::domain::mail_kind::{MailKind, Urgency};
use crate::mail::Message;
use crate::store::outbox::{self, CaughtMailRow, OutboxRow};
use crate::store::types::Time;

use super::replies::Settlement;

/// What follows from an attempt.
pub struct Outcome {
    pub state: &'static str,
    pub due_at: Option<Time>,
    pub reply: Option<String>,
    pub caught: Option<CaughtMailRow>,
}

impl Outcome {
    /// The mail went to staff in its recipient's place.
    pub fn went_to(&mut self, staff: String) {
        if self.state == "sent" && self.reply.is_none() {
            self.reply = Some(outbox::REHEARSED.to_owned());
        }
        if let Some(caught) = &mut self.caught {
            caught.recipient = staff;
        }
    }
}

/// The message is kept for the mailbox page, in the transaction that settles it.
pub fn caught(row: &OutboxRow, subject: String, message: &Message, now: DateTime<Utc>) -> Outcome {
    count(row, "caught");
    let caught = CaughtMailRow {
        outbox_id: row.id,
        organization_id: row.organization_id,
        recipient: row.recipient.clone(),
        subject,
        message: message.bytes().to_vec(),
        caught_at: Time(now),
    };
    let reply = Some(outbox::CAUGHT.to_owned());
    Outcome { state: "sent", due_at: None, reply, caught: Some(caught) }
}

/// What becomes of the mail, said in the log and the metrics.
pub fn noted(row: &OutboxRow, settlement: Settlement) -> Outcome {
    let (state, due_at, reply) = match settlement {
        Settlement::Sent => ("sent", None, None),
        Settlement::RetryAt { at, reason } => ("retry", Some(Time(at)), Some(reason)),
        Settlement::Failed { reason } => ("failed", None, Some(reason)),
        Settlement::Unknown { reason } => ("unknown", None, Some(reason)),
    };
    count(row, state);
    if let Some(reason) = &reply {
        tracing::warn!(mail = %row.id.0, kind = %row.kind, state, reason, "mail not delivered");
    }
    Outcome { state, due_at, reply, caught: None }
}

/// How soon the mail has to go out.
pub fn urgency(row: &OutboxRow) -> Urgency {
    MailKind::parse(&row.kind).map_or(Urgency::Awaited, MailKind::urgency)
}

fn count(row: &OutboxRow, outcome: &'static str) {
    let urgency = urgency(row).as_str();
    metrics::counter!("uketsuke_mails_total", "outcome" => outcome, "urgency" => urgency)
        .increment(1);
}
