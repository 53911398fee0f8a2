//! The mail queue in staff's hands: trying again, giving up. What may be done is in the domain's table.

use serde_json::{Value, json};

use crate::app::App;
use crate::domain::ids::{EventId, OutboxId};
use crate::domain::mail_kind::MailKind;
use crate::domain::mail_state::{ByHand, MailState};
use crate::domain::values::line::Line;
use crate::letters;
use crate::store::outbox::OutboxRow;
use crate::store::outbox_list::{self, Filter};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError};

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal};

/// Characters of a reason at most.
const REASON_MAX: usize = 200;
/// Mails that are tried again in one transaction.
const AT_ONCE: i64 = 200;

/// What became of many failed mails that were to be tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetriedMany {
    /// They are due now.
    pub retried: usize,
    /// They are of no use any more, as their session has begun.
    pub too_late: usize,
}

/// Makes a mail due now, with the same Message-ID.
///
/// # Errors
/// `wrong_state`; `too_late` once it is of no use; a reason that is missing where one is needed.
pub async fn retry(
    app: &App,
    principal: &Principal,
    id: &str,
    reason: Option<&str>,
) -> Result<OutboxRow, Failure> {
    let moved = act(app, principal, id, ByHand::Retry, reason).await;
    app.mail_waits.ring();
    moved
}

/// Gives a mail up.
///
/// # Errors
/// `wrong_state`.
pub async fn abort(app: &App, principal: &Principal, id: &str) -> Result<OutboxRow, Failure> {
    act(app, principal, id, ByHand::Abort, None).await
}

async fn act(
    app: &App,
    principal: &Principal,
    id: &str,
    action: ByHand,
    reason: Option<&str>,
) -> Result<OutboxRow, Failure> {
    principal.must_somewhere(Permission::WriteOutbox)?;
    let id: OutboxId = id.parse().map_err(|_| Failure::NotFound)?;
    let reason = reason.map(|text| {
        Line::parse(text, REASON_MAX).map_err(|fault| Failure::invalid("/reason", fault.code()))
    });
    let reason = reason.transpose()?.map(|line| line.as_str().to_owned());
    let organization = Id(principal.organization.0);
    let now = app.clock.now();
    let word = match action {
        ByHand::Retry => "mail_retried",
        ByHand::Abort => "mail_aborted",
    };
    let line = audit_line(principal, word, "mail", id.0, now);
    let principal = principal.clone();
    app.write(move |conn| {
        let mail = outbox_list::by_id(conn, organization, Id(id.0))?.ok_or(Failure::NotFound)?;
        match mail.event_id {
            Some(event) => principal.must_in(EventId(event.0), Permission::WriteOutbox)?,
            None => principal.must(Permission::WriteOutbox)?,
        }
        let from = MailState::parse(&mail.state).ok_or(StoreError::Unreadable("a mail's state"))?;
        let to = from.after(action).ok_or(Failure::Conflict("wrong_state"))?;
        if from.needs_reason(action) && reason.is_none() {
            return Err(Failure::invalid("/reason", "required"));
        }
        if action == ByHand::Retry && !prolong(conn, &mail, Time(now))? {
            return Err(Failure::Conflict("too_late"));
        }
        if !outbox_list::move_by_hand(conn, mail.id, from, to, Time(now))? {
            return Err(Failure::Conflict("wrong_state"));
        }
        let mut details = json!({ "from": from.as_str() });
        if let Some(reason) = reason {
            details["reason"] = Value::String(reason);
        }
        let details = JsonText(details.to_string());
        note(conn, crate::store::audit::AuditRow { details, ..line })?;
        outbox_list::by_id(conn, organization, Id(id.0))?.ok_or(Failure::NotFound)
    })
    .await
}

/// Lets a mail whose time is over be tried for some days more. `false`: it is of no use any more.
fn prolong(conn: &mut Conn, mail: &OutboxRow, now: Time) -> Result<bool, StoreError> {
    if mail.give_up_at.is_none_or(|give_up_at| give_up_at > now) {
        return Ok(true);
    }
    match letters::useful_until(conn, mail, now.0)? {
        Some(until) => outbox_list::prolong(conn, mail.id, Time(until)).map(|()| true),
        None => Ok(false),
    }
}

/// Makes all failed mails of a kind due again, as after an outage.
pub async fn retry_many(
    app: &App,
    principal: &Principal,
    kind: MailKind,
    filter: Filter,
) -> Result<RetriedMany, Failure> {
    principal.must(Permission::WriteOutbox)?;
    let organization = Id(principal.organization.0);
    let now = app.clock.now();
    let filter =
        Filter { state: Some(MailState::Failed), kind: Some(kind.as_str().to_owned()), ..filter };
    let (mut done, mut before) = (RetriedMany::default(), None);
    loop {
        let filter = filter.clone();
        let (some, last) = app
            .write(move |conn| retry_some(conn, organization, &filter, before, Time(now)))
            .await?;
        done.retried += some.retried;
        done.too_late += some.too_late;
        app.mail_waits.ring();
        if last.is_none() {
            break;
        }
        before = last;
    }
    let line = audit_line(principal, "mails_retried", "organization", organization.0, now);
    let details = json!({ "kind": kind, "from": "failed", "mails": done.retried }).to_string();
    let line = crate::store::audit::AuditRow { details: JsonText(details), ..line };
    app.write(move |conn| note(conn, line)).await?;
    Ok(done)
}

/// The next of them, newest first, with the last one that was looked at; none when there are no more.
fn retry_some(
    conn: &mut Conn,
    organization: Id,
    filter: &Filter,
    before: Option<Id>,
    now: Time,
) -> Result<(RetriedMany, Option<Id>), StoreError> {
    let mails = outbox_list::page(conn, organization, filter, before, AT_ONCE)?;
    let mut done = RetriedMany::default();
    for mail in &mails {
        let is_of_use = match prolong(conn, mail, now) {
            // What cannot be read would fail again.
            Err(StoreError::Unreadable(_)) => false,
            of_use => of_use?,
        };
        let (from, to) = (MailState::Failed, MailState::Queued);
        if is_of_use && outbox_list::move_by_hand(conn, mail.id, from, to, now)? {
            done.retried += 1;
        }
        done.too_late += usize::from(!is_of_use);
    }
    Ok((done, mails.last().map(|mail| mail.id)))
}
