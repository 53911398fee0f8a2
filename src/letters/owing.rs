//! Owing a mailing's mails: recipients that are recorded get their outbox rows, some at a time.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::envelope::{Addressee, Cause, Postmark, row_with_id};
use super::mailings::{self as orders, AHEAD, enter};
use super::recording::is_ahead;
use super::{facts, unwanted};
use crate::domain::audience::Audience;
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, SessionId};
use crate::domain::mailing::{MailingState, RecipientState};
use crate::domain::state::State;
use crate::links::Links;
use crate::mail::{MailContext, MailKind, News, RegistrationMail, SessionFacts};
use crate::store::mailing_recipients::{self, RecipientRow};
use crate::store::mailings::{self, MailingRow};
use crate::store::outbox::{self, OutboxRow};
use crate::store::programmes::{self, from_json};
use crate::store::registrations::{self, RegistrationRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, waiting_places};

/// Mails owed in one transaction.
const AT_ONCE: i64 = 250;
/// How soon is looked again where as many mails are in the queue as may be.
const FULL_QUEUE: Duration = Duration::milliseconds(250);
/// How soon is looked again where all are owed, and some are still on their way.
const LAST_MAILS: Duration = Duration::seconds(2);

/// Owes some more of a mailing's mails, so many that few wait in the queue; how many. Ends the mailing
/// when nobody is left and nothing is on its way.
///
/// # Errors
/// Those of the database.
pub fn owe(
    conn: &mut Conn,
    row: &mut MailingRow,
    postmark: &Postmark,
    links: &Links,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let on_their_way = orders::settle(conn, row)?;
    let room = (AHEAD - on_their_way).min(AT_ONCE);
    if room <= 0 {
        row.due_at = Time(now + FULL_QUEUE);
        mailings::save(conn, row)?;
        return Ok(0);
    }
    let recorded = mailing_recipients::in_state(conn, row.id, RecipientState::Recorded, room)?;
    if recorded.is_empty() {
        if on_their_way == 0 {
            enter(row, MailingState::Done, now);
        } else {
            row.due_at = Time(now + LAST_MAILS);
        }
        mailings::save(conn, row)?;
        return Ok(0);
    }
    let programme = programmes::load_steadily(conn, EventId(row.event_id.0))?;
    let programme = programme.ok_or(StoreError::Unreadable("a mailing without event"))?;
    let news: News = from_json(&row.content)?;
    if news.kind() == MailKind::Reminder && !is_ahead(row, &programme, now) {
        orders::abort(conn, row, now)?;
        return Ok(0);
    }
    let owed = Batch { row, programme: &programme, news: &news, postmark, links, now }
        .owe(conn, &recorded)?;
    row.updated_at = Time(now);
    mailings::save(conn, row)?;
    Ok(owed)
}

/// Some recipients of one mailing.
struct Batch<'a> {
    row: &'a MailingRow,
    programme: &'a Programme,
    news: &'a News,
    postmark: &'a Postmark,
    links: &'a Links,
    now: DateTime<Utc>,
}

/// What becomes of recipients whose turn has come.
#[derive(Default)]
struct Sorted {
    owed: Vec<Id>,
    without_address: Vec<Id>,
    unsubscribed: Vec<Id>,
    dropped: Vec<Id>,
    mails: Vec<OutboxRow>,
}

impl Batch<'_> {
    fn owe(&self, conn: &mut Conn, recipients: &[RecipientRow]) -> Result<usize, StoreError> {
        let ids: Vec<Id> = recipients.iter().map(|recipient| recipient.registration_id).collect();
        let mut rows = registrations::by_ids(conn, &ids)?;
        rows.sort_unstable_by_key(|row| row.sequence);
        let kind = self.news.kind();
        let unwanted = unwanted::of_rows(conn, self.links, self.row.organization_id, kind, &rows)?;
        let positions = positions(conn, &rows)?;
        let facts = self.facts(conn, &rows)?;
        let rows: HashMap<Id, RegistrationRow> =
            rows.into_iter().map(|row| (row.id, row)).collect();
        let audience: Audience = from_json(&self.row.audience)?;
        let mut sorted = Sorted::default();
        for recipient in recipients {
            let id = recipient.registration_id;
            let row = rows.get(&id).filter(|row| is_concerned(row, &audience));
            let known = row.and_then(|row| Some((row, facts.get(&row.session_id)?)));
            let Some((row, facts)) = known else {
                sorted.dropped.push(id);
                continue;
            };
            let Some(addressee) = Addressee::applicant(row) else {
                sorted.without_address.push(id);
                continue;
            };
            if unwanted.contains(&id) {
                sorted.unsubscribed.push(id);
                continue;
            }
            let mail = RegistrationMail {
                position: positions.get(&id).copied(),
                session: Arc::clone(facts),
                ..facts::registration_mail(row)?
            };
            sorted.mails.push(self.mail(recipient.mail_id, addressee, mail)?);
            sorted.owed.push(id);
        }
        self.write(conn, &sorted)
    }

    fn mail(
        &self,
        id: Id,
        addressee: Addressee,
        mail: RegistrationMail,
    ) -> Result<OutboxRow, StoreError> {
        let cause = Cause {
            subject: mail.registration_id.to_string(),
            instance: self.row.id.0.to_string(),
            facts_version: Some(self.programme.event.version),
        };
        let context = MailContext::Registration(self.news.clone(), mail);
        row_with_id(id, addressee, &context, &cause, self.now, self.postmark)
    }

    fn write(&self, conn: &mut Conn, sorted: &Sorted) -> Result<usize, StoreError> {
        let mailing = self.row.id;
        outbox::insert(conn, &sorted.mails)?;
        for (registrations, state) in [
            (&sorted.owed, RecipientState::Owed),
            (&sorted.without_address, RecipientState::WithoutAddress),
            (&sorted.unsubscribed, RecipientState::Unsubscribed),
            (&sorted.dropped, RecipientState::Dropped),
        ] {
            mailing_recipients::set_state(conn, mailing, registrations, state)?;
        }
        Ok(sorted.mails.len())
    }

    /// What the mails say of their sessions, kept as of now.
    fn facts(
        &self,
        conn: &mut Conn,
        rows: &[RegistrationRow],
    ) -> Result<HashMap<Id, Arc<SessionFacts>>, StoreError> {
        let mut found = HashMap::new();
        for row in rows {
            if found.contains_key(&row.session_id) {
                continue;
            }
            let id = SessionId(row.session_id.0);
            let Some(session) = self.programme.session(id) else { continue };
            let facts = facts::session_facts(self.programme, session);
            facts::keep_facts(conn, self.programme, id, &facts)?;
            found.insert(row.session_id, Arc::new(facts));
        }
        Ok(found)
    }
}

/// Whether somebody who was recorded is still one of those whom the mailing is for.
fn is_concerned(row: &RegistrationRow, audience: &Audience) -> bool {
    let is_in_state = audience.states.iter().any(|state| state.as_str() == row.state);
    is_in_state && audience.sessions.iter().any(|session| session.0 == row.session_id.0)
}

/// Places on the waiting list of those who wait. The rows are in order of their sequence numbers.
fn positions(conn: &mut Conn, rows: &[RegistrationRow]) -> Result<HashMap<Id, u32>, StoreError> {
    let mut waiting: HashMap<Id, Vec<&RegistrationRow>> = HashMap::new();
    for row in rows.iter().filter(|row| row.state == State::Waitlisted.as_str()) {
        waiting.entry(row.session_id).or_default().push(row);
    }
    let mut positions = HashMap::new();
    for (session, rows) in waiting {
        let sequences: Vec<i64> = rows.iter().map(|row| row.sequence).collect();
        let places = waiting_places::of(conn, SessionId(session.0), &sequences)?;
        positions.extend(rows.iter().filter_map(|row| Some((row.id, *places.get(&row.sequence)?))));
    }
    Ok(positions)
}
