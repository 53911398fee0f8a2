//! The mail queue in staff's hands: looking, trying again, giving up.

use crate::app::App;
use crate::domain::ids::OutboxId;
use crate::store::outbox::{self, OutboxRow};
use crate::store::types::{Id, Time};

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal};

/// Mails on a page.
const PAGE: i64 = 50;
/// States a mail can be in.
pub const STATES: [&str; 9] =
    ["queued", "sending", "retry", "sent", "unknown", "failed", "held", "aborted", "bounced"];
/// From these a mail may be tried again.
const RETRYABLE: [&str; 5] = ["retry", "failed", "unknown", "aborted", "bounced"];
/// From these a mail may be given up.
const ABORTABLE: [&str; 5] = ["queued", "retry", "unknown", "held", "failed"];

/// Whether a mail in this state may be tried again by hand.
pub fn may_retry(state: &str) -> bool {
    RETRYABLE.contains(&state)
}

/// Whether a mail in this state may be given up by hand.
pub fn may_abort(state: &str) -> bool {
    ABORTABLE.contains(&state)
}

/// One page of the queue, newest first.
pub struct OutboxPage {
    pub mails: Vec<OutboxRow>,
    pub next: Option<String>,
}

pub async fn list(
    app: &App,
    principal: &Principal,
    state: Option<String>,
    kind: Option<String>,
    cursor: Option<&str>,
) -> Result<OutboxPage, Failure> {
    principal.must(Permission::ReadOutbox)?;
    if state.as_deref().is_some_and(|state| !STATES.contains(&state)) {
        return Err(Failure::invalid("/state", "unknown_choice"));
    }
    let before = cursor.map(|text| {
        text.parse::<OutboxId>().map_err(|_| Failure::invalid("/cursor", "invalid_cursor"))
    });
    let before = before.transpose()?.map(|id| Id(id.0));
    let organization = Id(principal.organization.0);
    let mut mails = app
        .read(move |conn| {
            outbox::list(conn, organization, state.as_deref(), kind.as_deref(), before, PAGE + 1)
        })
        .await?;
    let more = i64::try_from(mails.len()).unwrap_or(i64::MAX) > PAGE;
    mails.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = more.then(|| mails.last().map(|last| last.id.0.to_string())).flatten();
    Ok(OutboxPage { mails, next })
}

/// Makes a mail due now, with the same Message-ID.
pub async fn retry(app: &App, principal: &Principal, id: &str) -> Result<OutboxRow, Failure> {
    let moved = act(app, principal, id, &RETRYABLE, "queued", "mail_retried").await;
    app.mail_waits.ring();
    moved
}

/// Gives a mail up.
pub async fn abort(app: &App, principal: &Principal, id: &str) -> Result<OutboxRow, Failure> {
    act(app, principal, id, &ABORTABLE, "aborted", "mail_aborted").await
}

async fn act(
    app: &App,
    principal: &Principal,
    id: &str,
    from: &'static [&'static str],
    to: &'static str,
    action: &'static str,
) -> Result<OutboxRow, Failure> {
    principal.must(Permission::WriteOutbox)?;
    let id: OutboxId = id.parse().map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let now = app.clock.now();
    let line = audit_line(principal, action, "mail", id.0, now);
    app.write(move |conn| {
        outbox::by_id(conn, organization, Id(id.0))?.ok_or(Failure::NotFound)?;
        if !outbox::move_by_hand(conn, Id(id.0), from, to, Time(now))? {
            return Err(Failure::Conflict("wrong_state"));
        }
        note(conn, line)?;
        outbox::by_id(conn, organization, Id(id.0))?.ok_or(Failure::NotFound)
    })
    .await
}
