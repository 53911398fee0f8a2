//! Mails of the queue as the API shows them to staff.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::mail_kind::MailKind;
use crate::domain::values::email::EmailAddress;
use crate::store::outbox::OutboxRow;
use crate::usecases::deliver_by_hand::RetriedMany;
use crate::usecases::list_mails::OutboxPage;
use crate::usecases::mail_standing::{MailStanding, TOLD_FOR_DAYS};

/// One mail to one person (送信待ちメール).
#[derive(Serialize, ToSchema)]
#[schema(as = Mail)]
pub struct MailShape {
    pub id: Uuid,
    #[schema(example = "registration_confirmed")]
    pub kind: String,
    #[schema(example = "queued")]
    pub state: String,
    /// Masked, as whoever may see the queue need not know addresses.
    #[schema(example = "t***@example.jp")]
    pub recipient: String,
    pub language: String,
    /// The same at every attempt.
    pub message_id: String,
    pub event: Option<Uuid>,
    pub session: Option<Uuid>,
    pub registration: Option<Uuid>,
    pub attempts: i32,
    /// When it is tried next, while it waits.
    pub due_at: DateTime<Utc>,
    /// When it is no longer tried.
    pub give_up_at: Option<DateTime<Utc>>,
    /// What the server last said.
    pub last_reply: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}

impl MailShape {
    pub fn of(mail: &OutboxRow) -> Self {
        let recipient = masked(&mail.recipient);
        let without_address = |reply: &String| reply.replace(&mail.recipient, &recipient);
        Self {
            id: mail.id.0,
            kind: mail.kind.clone(),
            state: mail.state.clone(),
            last_reply: mail.last_reply.as_ref().map(without_address),
            recipient,
            language: mail.language.clone(),
            message_id: mail.message_id.clone(),
            event: mail.event_id.map(|id| id.0),
            session: mail.session_id.map(|id| id.0),
            registration: mail.registration_id.map(|id| id.0),
            attempts: mail.attempts,
            due_at: mail.due_at.0,
            give_up_at: mail.give_up_at.map(|time| time.0),
            created_at: mail.created_at.0,
            updated_at: mail.updated_at.0,
            sent_at: mail.sent_at.map(|time| time.0),
        }
    }
}

/// An address for those who know it: `t***@example.jp`.
pub fn masked(address: &str) -> String {
    EmailAddress::parse(address).map_or_else(|_| "***".to_owned(), |address| address.masked())
}

/// One page of the queue, newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = MailPage)]
pub struct MailPageShape {
    pub items: Vec<MailShape>,
    /// Give it as `cursor` to get the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

impl MailPageShape {
    pub fn of(page: &OutboxPage) -> Self {
        Self {
            items: page.mails.iter().map(MailShape::of).collect(),
            next_cursor: page.next.clone(),
        }
    }
}

/// How the organization's mail stands.
#[derive(Serialize, ToSchema)]
#[schema(as = MailSummary)]
pub struct MailSummaryShape {
    /// The days that the counts of mails in trouble are of.
    #[schema(example = 14)]
    pub days: i64,
    /// Refused for good, or given up.
    pub failed: i64,
    /// May have arrived.
    pub unknown: i64,
    /// Came back.
    pub bounced: i64,
    /// Put aside now, while the organization's mail is on hold.
    pub held: i64,
    /// Whether the organization's mail is on hold.
    pub hold: bool,
    /// Whether its mail goes to staff in the recipients' place.
    pub rehearsal: bool,
    /// Whether mail of the whole installation goes out: `ok`, `held`, `server_refuses` or `overdue`.
    #[schema(example = "ok")]
    pub service: String,
    /// `ok`, or `not_seen` within a minute.
    #[schema(example = "ok")]
    pub worker: String,
    /// What the mail server last said, while it takes nothing.
    pub server_refusal: Option<String>,
}

impl MailSummaryShape {
    pub fn of(standing: &MailStanding) -> Self {
        let health = &standing.health;
        let count = |state: &str| standing.trouble.get(state).copied().unwrap_or(0);
        Self {
            days: TOLD_FOR_DAYS,
            failed: count("failed"),
            unknown: count("unknown"),
            bounced: count("bounced"),
            held: standing.held,
            hold: standing.settings.hold,
            rehearsal: standing.settings.rehearsal_to.is_some(),
            service: health.word().to_owned(),
            worker: if health.worker_is_seen { "ok" } else { "not_seen" }.to_owned(),
            server_refusal: health.server_refusal.clone(),
        }
    }
}

/// Why a mail is sent again.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MailRetry)]
pub struct RetryBody {
    /// Required for a mail in state `unknown`, which may have arrived. Kept in the audit trail.
    pub reason: Option<String>,
}

/// Which failed mails are sent again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MailsRetry)]
pub struct RetryManyBody {
    /// Such as `registration_confirmed`.
    pub kind: MailKind,
    /// Only those of this event.
    pub event: Option<Uuid>,
    /// Only those of this session.
    pub session: Option<Uuid>,
    /// Only those that failed then or later.
    pub failed_since: Option<DateTime<Utc>>,
}

/// What became of them.
#[derive(Serialize, ToSchema)]
#[schema(as = MailsRetried)]
pub struct RetriedShape {
    /// Due now.
    pub retried: usize,
    /// Left as they are: their session has begun.
    pub too_late: usize,
}

impl RetriedShape {
    pub fn of(done: RetriedMany) -> Self {
        Self { retried: done.retried, too_late: done.too_late }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_to_those_who_know_it() {
        assert_eq!(masked("taro@example.jp"), "t***@example.jp");
        assert_eq!(masked("nonsense"), "***");
    }
}
