//! Mails of the queue as the API shows them to staff.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::outbox::OutboxRow;
use crate::usecases::deliver_by_hand::OutboxPage;

/// One mail to one person (送信待ちメール).
#[derive(Serialize, ToSchema)]
#[schema(as = Mail)]
pub struct MailShape {
    pub id: Uuid,
    #[schema(example = "registration_confirmed")]
    pub kind: String,
    #[schema(example = "queued")]
    pub state: String,
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
        Self {
            id: mail.id.0,
            kind: mail.kind.clone(),
            state: mail.state.clone(),
            recipient: mail.recipient.clone(),
            language: mail.language.clone(),
            message_id: mail.message_id.clone(),
            event: mail.event_id.map(|id| id.0),
            session: mail.session_id.map(|id| id.0),
            registration: mail.registration_id.map(|id| id.0),
            attempts: mail.attempts,
            due_at: mail.due_at.0,
            give_up_at: mail.give_up_at.map(|time| time.0),
            last_reply: mail.last_reply.clone(),
            created_at: mail.created_at.0,
            updated_at: mail.updated_at.0,
            sent_at: mail.sent_at.map(|time| time.0),
        }
    }
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
