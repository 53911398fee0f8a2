//! Mailings: made, paused, resumed, given up.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock;
use crate::domain::audience::Audience;
use crate::domain::ids::{EventId, OrganizationId, SessionId};
use crate::domain::mailing::{MailingState, RecipientState};
use crate::mail::News;
use crate::store::mailing_recipients::{self, RecipientRow};
use crate::store::mailings::{self, MailingRow};
use crate::store::programmes::to_json;
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, mailing_queue};

/// Mails of one mailing that wait in the queue at most: so much is taken back when it is paused.
pub const AHEAD: i64 = 500;

/// A mailing that is to be.
pub struct NewMailing<'a> {
    pub organization: OrganizationId,
    pub event: EventId,
    /// The session it is about, where it is about one.
    pub session: Option<SessionId>,
    pub news: &'a News,
    pub audience: &'a Audience,
    /// What it is for; nothing for one that staff compose, of which there may be any number.
    pub cause: Option<String>,
    /// Who made it.
    pub by: String,
    pub state: MailingState,
    /// When it starts, if it starts by itself.
    pub due_at: DateTime<Utc>,
}

impl NewMailing<'_> {
    /// Its row.
    ///
    /// # Errors
    /// If its content cannot be written, which no content does.
    pub fn row(self, now: DateTime<Utc>) -> Result<MailingRow, StoreError> {
        let id: Uuid = clock::uuid_v7(now);
        Ok(MailingRow {
            organization_id: Id(self.organization.0),
            id: Id(id),
            event_id: Id(self.event.0),
            session_id: self.session.map(|session| Id(session.0)),
            kind: self.news.kind().as_str().to_owned(),
            cause: self.cause.unwrap_or_else(|| format!("composed:{id}")),
            state: self.state.as_str().to_owned(),
            content: to_json(self.news)?,
            audience: to_json(self.audience)?,
            facts_before: None,
            created_by: self.by,
            due_at: Time(self.due_at),
            started_at: None,
            recorded_at: None,
            ended_at: None,
            recording_round: 0,
            recording_session: None,
            recording_sequence: 0,
            created_at: Time(now),
            updated_at: Time(now),
        })
    }
}

/// Stops a mailing, which must be locked, at once: what nobody has tried to send is taken back out of
/// the queue, what waits for another try is held there.
///
/// # Errors
/// Those of the database.
pub fn pause(conn: &mut Conn, row: &mut MailingRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    let owed = owed(conn, row)?;
    let taken_back = take_back(conn, row, &owed)?;
    mailing_recipients::set_state(conn, row.id, &taken_back, RecipientState::Recorded)?;
    mailing_queue::hold(conn, &mails(&owed), Time(now))?;
    enter(row, MailingState::Paused, now);
    mailings::save(conn, row)
}

/// Goes on where it was stopped.
///
/// # Errors
/// Those of the database.
pub fn resume(conn: &mut Conn, row: &mut MailingRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    let owed = owed(conn, row)?;
    mailing_queue::let_go(conn, &mails(&owed), Time(now))?;
    let has_started = row.started_at.is_some();
    enter(row, if has_started { MailingState::Running } else { MailingState::Waiting }, now);
    row.due_at = Time(now);
    mailings::save(conn, row)
}

/// Gives a mailing up, which must be locked: nobody is written to who has not been.
///
/// # Errors
/// Those of the database.
pub fn abort(conn: &mut Conn, row: &mut MailingRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    let owed = owed(conn, row)?;
    let taken_back = take_back(conn, row, &owed)?;
    mailing_recipients::set_state(conn, row.id, &taken_back, RecipientState::Dropped)?;
    mailing_queue::give_up(conn, &mails(&owed), Time(now))?;
    settle(conn, row)?;
    mailing_recipients::move_all(conn, row.id, RecipientState::Recorded, RecipientState::Dropped)?;
    enter(row, MailingState::Aborted, now);
    mailings::save(conn, row)
}

/// Puts a mailing into a state.
pub fn enter(row: &mut MailingRow, state: MailingState, now: DateTime<Utc>) {
    state.as_str().clone_into(&mut row.state);
    row.updated_at = Time(now);
    if !state.is_open() {
        row.ended_at = Some(Time(now));
    }
}

/// Notes what has become of the mails in the queue; how many of them are still on their way.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, row: &MailingRow) -> Result<i64, StoreError> {
    let owed = owed(conn, row)?;
    let states: HashMap<Id, String> =
        mailing_queue::states(conn, &mails(&owed))?.into_iter().collect();
    let mut ended = [
        (RecipientState::Sent, Vec::new()),
        (RecipientState::Failed, Vec::new()),
        (RecipientState::Dropped, Vec::new()),
    ];
    let mut on_their_way = 0;
    for recipient in &owed {
        // A mail that is gone from the queue was purged.
        let state = states.get(&recipient.mail_id);
        let became = state.map_or(RecipientState::Dropped, |state| RecipientState::of_mail(state));
        match ended.iter_mut().find(|(state, _)| *state == became) {
            Some((_, registrations)) => registrations.push(recipient.registration_id),
            None => on_their_way += 1,
        }
    }
    for (state, registrations) in ended {
        mailing_recipients::set_state(conn, row.id, &registrations, state)?;
    }
    Ok(on_their_way)
}

fn owed(conn: &mut Conn, row: &MailingRow) -> Result<Vec<RecipientRow>, StoreError> {
    mailing_recipients::in_state(conn, row.id, RecipientState::Owed, AHEAD)
}

fn mails(recipients: &[RecipientRow]) -> Vec<Id> {
    recipients.iter().map(|recipient| recipient.mail_id).collect()
}

/// Takes mails that nobody has tried back out of the queue; whose they were.
fn take_back(
    conn: &mut Conn,
    row: &MailingRow,
    owed: &[RecipientRow],
) -> Result<Vec<Id>, StoreError> {
    let mails = mailing_queue::take_back(conn, &mails(owed))?;
    let theirs = owed.iter().filter(|recipient| mails.contains(&recipient.mail_id));
    tracing::debug!(mailing = %row.id.0, mails = mails.len(), "mails were taken back");
    Ok(theirs.map(|recipient| recipient.registration_id).collect())
}
