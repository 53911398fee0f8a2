//! From the content of a mail to its outbox row.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::clock;
use crate::domain::mail_kind::{MailKind, Urgency};
use crate::mail::{MailContext, SessionFacts, TEST_MAIL};
use crate::store::outbox::{BULK, OutboxRow, TIMELY, URGENT};
use crate::store::programmes::from_json;
use crate::store::registrations::RegistrationRow;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError, mail_facts};

/// A mail that could not be delivered for so long is given up (RFC 5321, 4.5.4.1: 4 to 5 days).
const GIVE_UP_AFTER: Duration = Duration::days(5);

/// Where mails come from.
#[derive(Clone, Debug)]
pub struct Postmark {
    /// Domain of Message-IDs (RFC 5322, 3.6.4): our own.
    pub domain: String,
}

/// To whom a mail goes, and to what it belongs.
#[derive(Clone)]
pub struct Addressee {
    pub organization: Id,
    pub event: Option<Id>,
    pub session: Option<Id>,
    pub registration: Option<Id>,
    /// The mail address.
    pub recipient: String,
    /// `ja` or `en`.
    pub language: String,
}

impl Addressee {
    /// The applicant of a registration, if there is an address.
    pub fn applicant(row: &RegistrationRow) -> Option<Self> {
        Some(Self {
            organization: row.organization_id,
            event: Some(row.event_id),
            session: Some(row.session_id),
            registration: Some(row.id),
            recipient: row.applicant_email.clone()?,
            language: row.language.clone(),
        })
    }
}

/// What owes a mail. The same cause is mailed once.
#[derive(Clone)]
pub struct Cause {
    /// What it concerns: mostly the registration's id.
    pub subject: String,
    /// What tells this cause from others of the same kind and subject; mostly nothing.
    pub instance: String,
    /// The version of the event whose facts the mail tells, where it is about a session.
    pub facts_version: Option<i64>,
}

/// The row that owes a mail from `now` on.
///
/// # Errors
/// If the content cannot be written, which no content does.
pub fn outbox_row(
    addressee: Addressee,
    context: &MailContext,
    cause: &Cause,
    now: DateTime<Utc>,
    postmark: &Postmark,
) -> Result<OutboxRow, StoreError> {
    row_with_id(Id(clock::uuid_v7(now)), addressee, context, cause, now, postmark)
}

/// The same, with an id that was decided before.
///
/// # Errors
/// As [`outbox_row`].
pub fn row_with_id(
    Id(id): Id,
    addressee: Addressee,
    context: &MailContext,
    cause: &Cause,
    now: DateTime<Utc>,
    postmark: &Postmark,
) -> Result<OutboxRow, StoreError> {
    let last_day = now + GIVE_UP_AFTER;
    let give_up_at = context
        .useless_after()
        .filter(|useless| *useless > now)
        .map_or(last_day, |at| at.min(last_day));
    let kind = context.kind().as_str();
    let stored = context.stored().map_err(|_| StoreError::Unreadable("a mail's content"))?;
    Ok(OutboxRow {
        id: Id(id),
        organization_id: addressee.organization,
        event_id: addressee.event,
        session_id: addressee.session,
        registration_id: addressee.registration,
        kind: kind.to_owned(),
        dedup_key: format!("{}:{kind}:{}", cause.subject, cause.instance),
        priority: priority(context.kind().urgency()),
        recipient: addressee.recipient,
        language: addressee.language,
        message_id: format!("<{}@{}>", id.simple(), postmark.domain),
        context: JsonText(stored),
        facts_version: cause.facts_version,
        state: "queued".to_owned(),
        attempts: 0,
        due_at: Time(now),
        give_up_at: Some(Time(give_up_at)),
        lease: None,
        leased_until: None,
        last_reply: None,
        created_at: Time(now),
        updated_at: Time(now),
        sent_at: None,
    })
}

/// Until when a mail can be tried again from `now` on, whose time was over; `None`: it is of no use any more.
///
/// # Errors
/// Those of the database; a content that cannot be read.
pub fn useful_until(
    conn: &mut Conn,
    row: &OutboxRow,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    if row.kind == TEST_MAIL {
        return Ok(Some(now + GIVE_UP_AFTER));
    }
    let unreadable = || StoreError::Unreadable("a mail's content");
    let kind = MailKind::parse(&row.kind).ok_or_else(unreadable)?;
    let facts = match row.session_id.zip(row.facts_version) {
        Some(key) => mail_facts::of(conn, &[key])?.remove(&key),
        None => None,
    };
    let facts: Option<SessionFacts> = facts.as_ref().map(from_json).transpose()?;
    let context = MailContext::read(kind, &row.context.0, facts.map(Arc::new).as_ref());
    let useless = context.map_err(|_| unreadable())?.useless_after();
    let last_day = now + GIVE_UP_AFTER;
    Ok(match useless {
        Some(useless) if useless <= now => None,
        Some(useless) => Some(useless.min(last_day)),
        None => Some(last_day),
    })
}

/// The place of mails of this urgency in the queue.
pub fn priority(urgency: Urgency) -> i16 {
    match urgency {
        Urgency::Awaited => URGENT,
        Urgency::Timely => TIMELY,
        Urgency::Bulk => BULK,
    }
}
