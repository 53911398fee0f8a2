//! The mails that a decided batch owes, as outbox rows of the same transaction.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::attendee_letters;
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::seats::{Board, Decision, Done, MailOwed};
use crate::domain::state::State;
use crate::letters::{self, Addressee, Cause, Postmark, registration_changes};
use crate::mail::{
    Awaits, DrawResult, MailContext, MailKind, News, RegistrationMail, SessionFacts,
};
use crate::store::outbox::{self, OutboxRow};
use crate::store::programmes::{self, EventRef};
use crate::store::registrations::{self, RegistrationRow};
use crate::store::types::Id;
use crate::store::{Conn, StoreError, waiting_places};

/// Programmes kept for writing letters.
const PROGRAMMES_KEPT: usize = 1_000;

/// An event as it was at a version, with what mails say of those of its sessions that have had mail.
struct Kept {
    programme: Programme,
    facts: HashMap<SessionId, Arc<SessionFacts>>,
}

/// Programmes by event. Facts that are here are in the database, too.
#[derive(Default)]
pub struct Programmes(HashMap<EventId, Kept>);

/// What mails say of a session, and at which version of its event.
pub(super) struct Facts {
    pub facts: Arc<SessionFacts>,
    pub version: i64,
}

impl Programmes {
    /// A session's facts at `version` of its event; without one, as they stand now. What is not known is
    /// read, and kept in the database by this transaction: should it be rolled back, [`Self::forget_all`]
    /// must follow.
    pub(super) fn facts(
        &mut self,
        conn: &mut Conn,
        event: EventId,
        version: Option<i64>,
        session: SessionId,
    ) -> Result<Facts, StoreError> {
        let kept = self.kept(conn, event, version)?;
        let version = kept.programme.event.version;
        if let Some(facts) = kept.facts.get(&session) {
            return Ok(Facts { facts: Arc::clone(facts), version });
        }
        let gone = StoreError::Unreadable("a registration without session");
        let found = kept.programme.session(session).ok_or(gone)?;
        let facts = Arc::new(letters::session_facts(&kept.programme, found));
        letters::keep_facts(conn, &kept.programme, session, &facts)?;
        kept.facts.insert(session, Arc::clone(&facts));
        Ok(Facts { facts, version })
    }

    fn kept(
        &mut self,
        conn: &mut Conn,
        event: EventId,
        version: Option<i64>,
    ) -> Result<&mut Kept, StoreError> {
        let is_known =
            |kept: &Kept| version.is_none_or(|known| known == kept.programme.event.version);
        let gone = StoreError::Unreadable("an event that is gone");
        if !self.0.get(&event).is_some_and(is_known) {
            if self.0.len() >= PROGRAMMES_KEPT {
                self.0.clear();
            }
            let programme = programmes::load(conn, &EventRef::Id(event))?;
            let programme = programme.ok_or(StoreError::Unreadable("an event that is gone"))?;
            self.0.insert(event, Kept { programme, facts: HashMap::new() });
        }
        self.0.get_mut(&event).ok_or(gone)
    }

    /// Forgets an event whose definition this batch changes.
    pub fn forget(&mut self, event: EventId) {
        self.0.remove(&event);
    }

    /// Forgets everything: what a transaction kept that was rolled back is not in the database.
    pub fn forget_all(&mut self) {
        self.0.clear();
    }
}

/// What a batch knows when it writes its letters.
pub struct Case<'a> {
    pub board: &'a Board,
    pub decisions: &'a [Decision],
    /// Rows of this batch's new registrations.
    pub new: &'a [RegistrationRow],
    /// Registrations that this batch changes, as they stood before it.
    pub before: &'a HashMap<RegistrationId, RegistrationRow>,
    /// Versions of the events' definitions, but of those that this batch changes.
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
        let Some(held) = case.board.registrations.get(&owed.registration) else { continue };
        let Some(applicant) = Addressee::applicant(row) else { continue };
        let addressee = Addressee { session: Some(Id(held.session.0)), ..applicant };
        let event = EventId(row.event_id.0);
        let version = case.versions.get(&event).copied();
        let Facts { facts, version } = programmes.facts(conn, event, version, held.session)?;
        let Some(context) = content(conn, case, owed, row, facts)? else { continue };
        let why = Cause {
            subject: owed.registration.to_string(),
            instance: owed.cause.clone(),
            facts_version: Some(version),
        };
        rows.push(letters::outbox_row(addressee, &context, &why, case.now, postmark)?);
    }
    rows.extend(attendee_letters::write(conn, case, &recipients, programmes, postmark)?);
    // Who has only just applied cannot have had a mail, unless for pressing again.
    let new: HashSet<Id> = case.new.iter().map(|row| row.id).collect();
    let is_first = |row: &OutboxRow| {
        row.dedup_key.ends_with(':') && row.registration_id.is_some_and(|id| new.contains(&id))
    };
    let (mut rows, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_first);
    rows.extend(outbox::not_owed_yet(conn, others)?);
    Ok(rows)
}

/// Registrations by id: those of this batch, and stored ones as this batch leaves them.
pub(super) type Recipients<'a> = HashMap<RegistrationId, Cow<'a, RegistrationRow>>;

/// Rows of everybody who is owed a mail: those of this batch, and stored ones.
fn recipients<'a>(conn: &mut Conn, case: &Case<'a>) -> Result<Recipients<'a>, StoreError> {
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

/// Registrations whose answers are to be changed, as they stand before. None are read where nobody changes
/// anything.
pub fn before_changes(
    conn: &mut Conn,
    decisions: &[Decision],
) -> Result<HashMap<RegistrationId, RegistrationRow>, StoreError> {
    let changed = decisions.iter().filter_map(|decision| match decision.outcome {
        Ok(Done::Changed { registration }) => Some(Id(registration.0)),
        _ => None,
    });
    let ids: Vec<Id> = changed.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = registrations::by_ids(conn, &ids)?;
    Ok(rows.into_iter().map(|row| (RegistrationId(row.id.0), row)).collect())
}

/// What a mail that is owed says; nothing where there is nothing to say.
fn content(
    conn: &mut Conn,
    case: &Case<'_>,
    owed: &MailOwed,
    row: &RegistrationRow,
    session: Arc<SessionFacts>,
) -> Result<Option<MailContext>, StoreError> {
    let mut mail = RegistrationMail {
        position: owed.position,
        joined_company_seat: owed.joined_company_seat,
        session,
        ..letters::registration_mail(row)?
    };
    let news = match owed.kind {
        MailKind::RegistrationReceived => News::RegistrationReceived { awaits: awaited(row) },
        MailKind::Accepted => News::Accepted,
        MailKind::Declined => News::Declined,
        MailKind::DrawResult => News::DrawResult { result: drawn(case.board, owed) },
        MailKind::RegistrationConfirmed => News::RegistrationConfirmed,
        MailKind::Promoted => News::Promoted,
        MailKind::OfferExpired => News::OfferExpired,
        MailKind::SeatOffered | MailKind::ConfirmAddress => {
            // One that was answered in the same batch has nothing to wait for any more.
            let Some(until) = owed.until else { return Ok(None) };
            if owed.kind == MailKind::SeatOffered {
                News::SeatOffered { until }
            } else {
                News::ConfirmAddress { until }
            }
        }
        MailKind::Withdrawn => News::Withdrawn,
        MailKind::Changed => {
            // Of several changes in one batch the last tells all of it.
            let is_last = case.board.registrations.get(&owed.registration);
            let is_last = is_last.is_some_and(|held| held.version.to_string() == owed.cause);
            let Some(before) = case.before.get(&owed.registration).filter(|_| is_last) else {
                return Ok(None);
            };
            let changes = registration_changes::between(before, row)?;
            if changes.is_empty() {
                return Ok(None);
            }
            if row.state == State::Waitlisted.as_str() {
                let session = SessionId(row.session_id.0);
                mail.position = Some(waiting_places::one(conn, session, row.sequence)?);
            }
            News::Changed { changes }
        }
        _ => {
            return Err(StoreError::Unreadable(
                "a decision that owes a mail the desk does not write",
            ));
        }
    };
    Ok(Some(MailContext::Registration(news, mail)))
}

/// What an application waits for that has no seat yet.
fn awaited(row: &RegistrationRow) -> Awaits {
    match row.state.parse() {
        Ok(State::Pending) => Awaits::Selection,
        Ok(State::EnteredDraw) => Awaits::Draw,
        _ => Awaits::Seat,
    }
}

/// How the draw ended for one entry.
fn drawn(board: &Board, owed: &MailOwed) -> DrawResult {
    match board.registrations.get(&owed.registration).map(|held| held.state) {
        Some(State::Confirmed) => DrawResult::Won,
        Some(State::Waitlisted) => DrawResult::Waiting,
        _ => DrawResult::Lost,
    }
}
