//! The mails that a decided batch owes, as outbox rows of the same transaction.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};

use crate::clock;
use crate::domain::application::Attendee;
use crate::domain::event::{Programme, Session};
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::seats::{Board, Decision, MailOwed};
use crate::mail::{MailKind, MeetingMail, RegistrationMail};
use crate::store::outbox::{self, OutboxRow, URGENT};
use crate::store::programmes::{self, EventRef, count, from_json, to_json};
use crate::store::registrations::{self, RegistrationRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};

/// A mail that could not be delivered for so long is given up (RFC 5321, 4.5.4.1: 4 to 5 days).
const GIVE_UP_AFTER: Duration = Duration::days(5);
/// Programmes kept for writing letters.
const PROGRAMMES_KEPT: usize = 1_000;

/// Where mails come from.
#[derive(Clone, Debug)]
pub struct Postmark {
    /// Domain of Message-IDs (RFC 5322, 3.6.4): our own.
    pub domain: String,
}

/// Programmes by event with the version they were read at.
#[derive(Default)]
pub struct Programmes(HashMap<EventId, (i64, Programme)>);

impl Programmes {
    /// The programme at `version`, read again if another is kept.
    fn at_version(
        &mut self,
        conn: &mut Conn,
        event: EventId,
        version: i64,
    ) -> Result<&Programme, StoreError> {
        let known = self.0.get(&event).is_some_and(|(kept, _)| *kept == version);
        if !known {
            if self.0.len() >= PROGRAMMES_KEPT {
                self.0.clear();
            }
            let programme = programmes::load(conn, &EventRef::Id(event))?;
            self.0.insert(
                event,
                (version, programme.ok_or(StoreError::Unreadable("an event that is gone"))?),
            );
        }
        self.0
            .get(&event)
            .map(|(_, programme)| programme)
            .ok_or(StoreError::Unreadable("an event that is gone"))
    }

    /// Forgets an event whose definition this batch changes.
    pub fn forget(&mut self, event: EventId) {
        self.0.remove(&event);
    }
}

/// What a batch knows when it writes its letters.
pub struct Case<'a> {
    pub board: &'a Board,
    pub decisions: &'a [Decision],
    /// Rows of this batch's new registrations.
    pub new: &'a [RegistrationRow],
    /// Versions of the events' definitions.
    pub versions: &'a HashMap<EventId, i64>,
    pub now: DateTime<Utc>,
}

/// The outbox rows for all mails owed. Who has no mail address gets none.
pub fn write(
    conn: &mut Conn,
    case: &Case<'_>,
    programmes: &mut Programmes,
    postmark: &Postmark,
) -> Result<Vec<OutboxRow>, StoreError> {
    let recipients = recipients(conn, case)?;
    let mut rows = Vec::new();
    for owed in case.decisions.iter().flat_map(|decision| &decision.mails) {
        let Some(row) = recipients.get(&owed.registration) else { continue };
        let Some(address) = row.applicant_email.clone() else { continue };
        let Some(held) = case.board.registrations.get(&owed.registration) else { continue };
        let event = EventId(row.event_id.0);
        let version = case.versions.get(&event).copied().unwrap_or_default();
        let programme = programmes.at_version(conn, event, version)?;
        let letter = letter(owed, row, held.session, programme)?;
        rows.push(outbox_row(owed, row, held.session, address, letter, case.now, postmark)?);
    }
    // Who has only just applied cannot have had a mail, unless for pressing again.
    let new: HashSet<Id> = case.new.iter().map(|row| row.id).collect();
    let is_first = |row: &OutboxRow| {
        row.dedup_key.ends_with(':') && row.registration_id.is_some_and(|id| new.contains(&id))
    };
    let (mut rows, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_first);
    rows.extend(outbox::not_owed_yet(conn, others)?);
    Ok(rows)
}

/// Rows of everybody who is owed a mail: those of this batch, and stored ones.
fn recipients<'a>(
    conn: &mut Conn,
    case: &Case<'a>,
) -> Result<HashMap<RegistrationId, Cow<'a, RegistrationRow>>, StoreError> {
    let owed: HashSet<RegistrationId> = case
        .decisions
        .iter()
        .flat_map(|decision| &decision.mails)
        .map(|mail| mail.registration)
        .collect();
    let new = case.new.iter().map(|row| (RegistrationId(row.id.0), Cow::Borrowed(row)));
    let mut rows: HashMap<_, _> = new.filter(|(id, _)| owed.contains(id)).collect();
    let stored: Vec<Id> =
        owed.iter().filter(|id| !rows.contains_key(id)).map(|id| Id(id.0)).collect();
    if !stored.is_empty() {
        let found = registrations::by_ids(conn, &stored)?;
        rows.extend(found.into_iter().map(|row| (RegistrationId(row.id.0), Cow::Owned(row))));
    }
    Ok(rows)
}

fn letter(
    owed: &MailOwed,
    row: &RegistrationRow,
    session: SessionId,
    programme: &Programme,
) -> Result<RegistrationMail, StoreError> {
    let session = programme
        .session(session)
        .ok_or(StoreError::Unreadable("a registration without session"))?;
    let attendees: Vec<Attendee> = from_json(&row.attendees)?;
    let event = &programme.event;
    Ok(RegistrationMail {
        registration_id: owed.registration,
        reception_number: row.reception_number.clone(),
        applicant_name: row.applicant_name.clone(),
        seats: count(row.seats),
        attendees: attendees.iter().map(|attendee| attendee.name.as_str().to_owned()).collect(),
        company: row.company_name.clone(),
        joined_company_seat: owed.joined_company_seat,
        position: owed.position,
        event_title: event.title.clone(),
        session_name: session.name.clone(),
        meetings: meetings_for_mail(session),
        time_zone: event.time_zone.name().to_owned(),
        contact: event.contact.clone(),
        organization_name: programme.organization_name.clone(),
        change_until: session.starts_at(),
        calendar_sequence: session.calendar_sequence,
    })
}

/// A session's meetings as mails tell them.
pub fn meetings_for_mail(session: &Session) -> Vec<MeetingMail> {
    let mail = |meeting: &crate::domain::event::Meeting| MeetingMail {
        id: meeting.id,
        starts_at: meeting.starts_at,
        ends_at: meeting.ends_at,
        venue: meeting.venue.clone(),
        address: meeting.address.clone(),
        online_url: meeting.online_url.clone(),
    };
    session.meetings.iter().map(mail).collect()
}

fn outbox_row(
    owed: &MailOwed,
    row: &RegistrationRow,
    session: SessionId,
    recipient: String,
    letter: RegistrationMail,
    now: DateTime<Utc>,
    postmark: &Postmark,
) -> Result<OutboxRow, StoreError> {
    let id = clock::uuid_v7(now);
    let context = owed.kind.with(letter);
    let last_day = now + GIVE_UP_AFTER;
    let give_up_at = context
        .useless_after()
        .filter(|useless| *useless > now)
        .map_or(last_day, |at| at.min(last_day));
    Ok(OutboxRow {
        id: Id(id),
        organization_id: row.organization_id,
        event_id: Some(row.event_id),
        session_id: Some(Id(session.0)),
        registration_id: Some(row.id),
        kind: owed.kind.as_str().to_owned(),
        dedup_key: dedup_key(owed),
        priority: URGENT,
        recipient,
        language: row.language.clone(),
        message_id: format!("<{}@{}>", id.simple(), postmark.domain),
        context: to_json(&context)?,
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

/// One mail for one cause: registration, kind, and what sets this cause apart, if anything does.
fn dedup_key(owed: &MailOwed) -> String {
    format!("{}:{}:{}", owed.registration, MailKind::as_str(owed.kind), owed.cause)
}
