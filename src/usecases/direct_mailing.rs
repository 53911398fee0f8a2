//! A mailing in staff's hands: looked at, started, paused, resumed, given up.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::audience::Audience;
use crate::domain::ids::{EventId, MailingId, OrganizationId};
use crate::domain::mailing::{MailingOrder, MailingState, RecipientState};
use crate::letters::mailings as orders;
use crate::mail::News;
use crate::store::mailing_recipients;
use crate::store::mailings::{self, MailingRow};
use crate::store::programmes::from_json;
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal, find_programme};

/// Mailings on a page.
const PAGE: i64 = 50;

/// A mailing with how far it has come.
pub struct Mailing {
    pub row: MailingRow,
    pub state: MailingState,
    pub news: News,
    pub audience: Audience,
    pub progress: Progress,
}

/// How the recipients of a mailing stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// All who were recorded so far.
    pub recorded: i64,
    /// Of them, those who are still to be owed a mail.
    pub waiting: i64,
    /// Mails in the queue.
    pub owed: i64,
    /// Mails that a server has taken.
    pub sent: i64,
    /// Mails that were given up, or of which nobody knows what became.
    pub failed: i64,
    pub without_address: i64,
    pub unsubscribed: i64,
    /// Not written to because they were no longer concerned, or it was aborted.
    pub dropped: i64,
}

impl Progress {
    fn of(counts: &HashMap<String, i64>) -> Self {
        let in_state = |state: RecipientState| counts.get(state.as_str()).copied().unwrap_or(0);
        Self {
            recorded: counts.values().sum(),
            waiting: in_state(RecipientState::Recorded),
            owed: in_state(RecipientState::Owed),
            sent: in_state(RecipientState::Sent),
            failed: in_state(RecipientState::Failed),
            without_address: in_state(RecipientState::WithoutAddress),
            unsubscribed: in_state(RecipientState::Unsubscribed),
            dropped: in_state(RecipientState::Dropped),
        }
    }
}

impl Mailing {
    /// The mailing of a row, with its progress.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(conn: &mut Conn, row: MailingRow) -> Result<Self, Failure> {
        let counts = mailing_recipients::counts(conn, &[row.id])?;
        Ok(Self::with(row, &counts)?)
    }

    fn with(
        row: MailingRow,
        counts: &HashMap<Id, HashMap<String, i64>>,
    ) -> Result<Self, StoreError> {
        let state = MailingState::parse(&row.state);
        Ok(Self {
            state: state.ok_or(StoreError::Unreadable("the state of a mailing"))?,
            news: from_json(&row.content)?,
            audience: from_json(&row.audience)?,
            progress: counts.get(&row.id).map(Progress::of).unwrap_or_default(),
            row,
        })
    }
}

/// One page of an event's mailings, newest first.
pub struct MailingPage {
    pub mailings: Vec<Mailing>,
    pub next: Option<String>,
}

pub async fn list(
    app: &App,
    principal: &Principal,
    event: &str,
    cursor: Option<&str>,
) -> Result<MailingPage, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadOutbox)?;
    let before = cursor.map(|text| {
        text.parse::<MailingId>().map_err(|_| Failure::invalid("/cursor", "invalid_cursor"))
    });
    let before = before.transpose()?.map(|id| Id(id.0));
    let event = Id(programme.event.id.0);
    let mut mailings = app
        .read(move |conn| {
            let rows = mailings::list(conn, event, before, PAGE + 1)?;
            let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
            let counts = mailing_recipients::counts(conn, &ids)?;
            rows.into_iter().map(|row| Mailing::with(row, &counts)).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let more = i64::try_from(mailings.len()).unwrap_or(i64::MAX) > PAGE;
    mailings.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = more.then(|| mailings.last().map(|last| last.row.id.0.to_string())).flatten();
    Ok(MailingPage { mailings, next })
}

pub async fn show(app: &App, principal: &Principal, id: &str) -> Result<Mailing, Failure> {
    seen_by(app, principal, Permission::ReadOutbox, id).await
}

/// A mailing of an event for which this may be done.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub(super) async fn seen_by(
    app: &App,
    principal: &Principal,
    permission: Permission,
    id: &str,
) -> Result<Mailing, Failure> {
    let (organization, id) = own(principal.organization, id)?;
    let mailing = app
        .read(move |conn| {
            let row = mailings::by_id(conn, organization, id)?.ok_or(Failure::NotFound)?;
            Mailing::of(conn, row)
        })
        .await?;
    principal.must_in(EventId(mailing.row.event_id.0), permission)?;
    Ok(mailing)
}

/// Tells a mailing what to do.
///
/// # Errors
/// `wrong_state` where it means nothing in the state the mailing is in.
pub async fn order(
    app: &App,
    principal: &Principal,
    id: &str,
    order: MailingOrder,
) -> Result<Mailing, Failure> {
    seen_by(app, principal, Permission::WriteOutbox, id).await?;
    let (organization, id) = own(principal.organization, id)?;
    let now = app.clock.now();
    let line = audit_line(principal, action(order), "mailing", id.0, now);
    let mailing = app
        .write(move |conn| {
            let mut row = mailings::locked(conn, organization, id)?.ok_or(Failure::NotFound)?;
            let state = MailingState::parse(&row.state);
            if state.and_then(|state| state.after(order)).is_none() {
                return Err(Failure::Conflict("wrong_state"));
            }
            match order {
                MailingOrder::Start => {
                    row.due_at = Time(now);
                    orders::enter(&mut row, MailingState::Waiting, now);
                    mailings::save(conn, &row)?;
                }
                MailingOrder::Pause => orders::pause(conn, &mut row, now)?,
                MailingOrder::Resume => orders::resume(conn, &mut row, now)?,
                MailingOrder::Abort => orders::abort(conn, &mut row, now)?,
            }
            note(conn, line)?;
            Mailing::of(conn, row)
        })
        .await?;
    app.mailings_wait.ring();
    app.mail_waits.ring();
    Ok(mailing)
}

fn action(order: MailingOrder) -> &'static str {
    match order {
        MailingOrder::Start => "mailing_started",
        MailingOrder::Pause => "mailing_paused",
        MailingOrder::Resume => "mailing_resumed",
        MailingOrder::Abort => "mailing_aborted",
    }
}

/// The keys of a mailing; what is no id does not exist.
pub(super) fn own(organization: OrganizationId, id: &str) -> Result<(Id, Id), Failure> {
    let id: MailingId = id.parse().map_err(|_| Failure::NotFound)?;
    Ok((Id(organization.0), Id(id.0)))
}
