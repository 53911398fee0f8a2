//! Recording a mailing's recipients: page by page, all of them before the first is owed a mail.

use std::collections::HashSet;
use std::ops::ControlFlow;

use chrono::{DateTime, Duration, Utc};

use super::changes;
use super::facts::session_facts;
use super::mailings::enter;
use crate::clock;
use crate::domain::audience::Audience;
use crate::domain::event::{EventStatus, Programme, SessionStatus};
use crate::domain::ids::{EventId, SessionId};
use crate::domain::mailing::{MailingState, RecipientState};
use crate::domain::question::Answers;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::language::Language;
use crate::links::Links;
use crate::mail::{MailKind, News, SessionFacts};
use crate::store::mailing_recipients::{self, RecipientRow};
use crate::store::mailings::{self, MailingRow};
use crate::store::programmes::{self, from_json, to_json};
use crate::store::registration_list::{self, Filter};
use crate::store::registrations::RegistrationRow;
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, attendance, bulk_actions};

/// Recipients recorded in one transaction.
const PAGE: i64 = 500;
/// Registrations looked at together for the first of them.
const LOOK: i64 = 50;
/// Rounds over the sessions: in the second, those are found who moved from a session that was still to
/// come into one that had been gone through.
const ROUNDS: i32 = 2;
/// By so much may the clocks of two nodes differ, with time to spare.
const APART: Duration = Duration::minutes(1);

/// Begins a mailing whose time has come; one that has nothing to say any more ends here.
///
/// # Errors
/// Those of the database.
pub fn begin(conn: &mut Conn, row: &mut MailingRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    let programme = programmes::load_steadily(conn, EventId(row.event_id.0))?;
    let Some(content) = content(row, programme.as_ref(), now)? else {
        enter(row, MailingState::Done, now);
        return mailings::save(conn, row);
    };
    row.content = to_json(&content)?;
    let audience: Audience = from_json(&row.audience)?;
    let applied_until = audience.applied_until.or(Some(now));
    row.audience = to_json(&Audience { applied_until, ..audience })?;
    row.started_at = Some(Time(now));
    enter(row, MailingState::Running, now);
    mailings::save(conn, row)
}

/// What the mailing says now; nothing where there is no use in it.
fn content(
    row: &MailingRow,
    programme: Option<&Programme>,
    now: DateTime<Utc>,
) -> Result<Option<News>, StoreError> {
    let news: News = from_json(&row.content)?;
    match news.kind() {
        MailKind::Reminder => {
            Ok(programme.is_some_and(|programme| is_ahead(row, programme, now)).then_some(news))
        }
        MailKind::SessionChanged => {
            let Some(told) = &row.facts_before else { return Ok(Some(news)) };
            let told: SessionFacts = from_json(told)?;
            let found = programme.and_then(|programme| {
                let session = programme.session(SessionId(row.session_id?.0))?;
                Some(session_facts(programme, session))
            });
            let changes = found.map(|facts| changes::between(&told, &facts)).unwrap_or_default();
            Ok((!changes.is_empty()).then_some(News::SessionChanged { changes }))
        }
        _ => Ok(Some(news)),
    }
}

/// Whether a mailing's session still takes place, and has not begun.
pub fn is_ahead(row: &MailingRow, programme: &Programme, now: DateTime<Utc>) -> bool {
    let session = row.session_id.and_then(|id| programme.session(SessionId(id.0)));
    session.is_some_and(|session| {
        programme.event.status != EventStatus::Cancelled
            && session.settings.status != SessionStatus::Cancelled
            && !session.has_begun(now)
    })
}

/// Records one page of recipients.
///
/// # Errors
/// Those of the database.
pub fn record(conn: &mut Conn, row: &mut MailingRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    let audience: Audience = from_json(&row.audience)?;
    let current = row.recording_session.map(|id| SessionId(id.0));
    let place = current
        .and_then(|current| audience.sessions.iter().position(|id| *id == current))
        .unwrap_or(0);
    if let Some(session) = audience.sessions.get(place) {
        let filter = filter(&audience, row);
        let after = Some(row.recording_sequence);
        let found = registration_list::page(conn, *session, &filter, after, PAGE)?;
        let known = Known::of(conn, &audience, *session)?;
        let recipients: Vec<RecipientRow> = found
            .iter()
            .filter(|registration| is_meant(&audience, registration))
            .filter(|registration| known.mean(&audience, registration))
            .map(|registration| recipient(row, registration, now))
            .collect();
        mailing_recipients::record(conn, &recipients)?;
        if i64::try_from(found.len()).unwrap_or(0) == PAGE {
            row.recording_session = Some(Id(session.0));
            row.recording_sequence = found.last().map_or(0, |last| last.sequence);
            return mailings::save(conn, row);
        }
    }
    row.recording_sequence = 0;
    row.recording_session = audience.sessions.get(place + 1).map(|id| Id(id.0));
    if row.recording_session.is_none() {
        row.recording_round += 1;
        if row.recording_round >= ROUNDS || audience.sessions.len() < 2 {
            row.recorded_at = Some(Time(now));
        }
    }
    mailings::save(conn, row)
}

/// What other tables know of registrations, where that decides.
struct Known {
    /// Who came to a session.
    attended: HashSet<Id>,
    /// Whom staff have chosen one by one.
    chosen: Option<HashSet<Id>>,
}

impl Known {
    fn of(conn: &mut Conn, audience: &Audience, session: SessionId) -> Result<Self, StoreError> {
        let mut attended = HashSet::new();
        if audience.attended.is_some() {
            let there = attendance::of_sessions(conn, &[Id(session.0)])?;
            attended.extend(there.into_iter().map(|one| one.registration));
        }
        let chosen = audience.chosen.map(|choice| bulk_actions::chosen(conn, Id(choice)));
        Ok(Self { attended, chosen: chosen.transpose()? })
    }

    fn mean(&self, audience: &Audience, row: &RegistrationRow) -> bool {
        let was_there = self.attended.contains(&row.id);
        audience.attended.is_none_or(|came| came == was_there)
            && self.chosen.as_ref().is_none_or(|chosen| chosen.contains(&row.id))
    }
}

fn filter(audience: &Audience, row: &MailingRow) -> Filter {
    let mut words = audience.words.clone();
    words.extend(audience.email.clone());
    let since = row.started_at.filter(|_| row.recording_round > 0);
    Filter {
        states: audience.states.iter().map(|state| state.as_str().to_owned()).collect(),
        words,
        updated_since: since.map(|since| Time(since.0 - APART)),
        ..Filter::default()
    }
}

/// What the list cannot narrow by itself.
fn is_meant(audience: &Audience, row: &RegistrationRow) -> bool {
    let speaks = |language: &Language| row.language == language.as_str();
    audience.applied_until.is_none_or(|until| row.registered_at.0 <= until)
        && audience.language.as_ref().is_none_or(speaks)
        && audience.company.is_none_or_eq(row.company_key.as_deref())
        && audience.email.is_none_or_eq(address_key(row).as_deref())
        && (audience.answers.is_empty() || has_answered(audience, row))
}

/// Answers that cannot be read are none.
fn has_answered(audience: &Audience, row: &RegistrationRow) -> bool {
    from_json::<Answers>(&row.answers).is_ok_and(|answers| audience.is_meant_by(&answers))
}

/// An optional wish that a value must meet.
trait Wish {
    fn is_none_or_eq(&self, value: Option<&str>) -> bool;
}

impl Wish for Option<String> {
    fn is_none_or_eq(&self, value: Option<&str>) -> bool {
        self.as_deref().is_none_or(|wanted| value == Some(wanted))
    }
}

/// By which two spellings of an applicant's address are one.
fn address_key(row: &RegistrationRow) -> Option<String> {
    let address = row.applicant_email.as_deref()?;
    EmailAddress::parse(address).ok().map(|address| address.key())
}

fn recipient(row: &MailingRow, registration: &RegistrationRow, now: DateTime<Utc>) -> RecipientRow {
    RecipientRow {
        organization_id: row.organization_id,
        mailing_id: row.id,
        registration_id: registration.id,
        mail_id: Id(clock::uuid_v7(now)),
        state: RecipientState::Recorded.as_str().to_owned(),
    }
}

/// The first who would get the mail.
///
/// # Errors
/// Those of the database.
pub fn first(conn: &mut Conn, audience: &Audience) -> Result<Option<RegistrationRow>, StoreError> {
    let mut found = None;
    look_through(conn, audience, LOOK, |_, rows| {
        found = rows.into_iter().find(|row| row.applicant_email.is_some());
        Ok(if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(found)
}

/// Hands on all who are meant, page by page, until enough have been seen.
fn look_through(
    conn: &mut Conn,
    audience: &Audience,
    page_rows: i64,
    mut see: impl FnMut(&mut Conn, Vec<RegistrationRow>) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    let states = audience.states.iter().map(|state| state.as_str().to_owned()).collect();
    let filter = Filter { states, words: audience.words.clone(), ..Filter::default() };
    for session in &audience.sessions {
        let known = Known::of(conn, audience, *session)?;
        let mut after = 0;
        loop {
            let page = registration_list::page(conn, *session, &filter, Some(after), page_rows)?;
            let is_last = i64::try_from(page.len()).unwrap_or(0) < page_rows;
            after = page.last().map_or(after, |last| last.sequence);
            let meant =
                |row: &RegistrationRow| is_meant(audience, row) && known.mean(audience, row);
            if see(conn, page.into_iter().filter(meant).collect())?.is_break() {
                return Ok(());
            }
            if is_last {
                break;
            }
        }
    }
    Ok(())
}

/// Of one session, how many are meant, how many of them have no address or want none, and the first of
/// the others: what a preview shows.
pub struct Foreseen {
    pub recipients: i64,
    pub without_address: i64,
    pub unsubscribed: i64,
    pub first: Option<RegistrationRow>,
}

/// Looks at everybody whom a mailing is for, and records nothing.
///
/// # Errors
/// Those of the database.
pub fn foresee(
    conn: &mut Conn,
    links: &Links,
    organization: Id,
    audience: &Audience,
    kind: MailKind,
) -> Result<Foreseen, StoreError> {
    let mut foreseen = Foreseen { recipients: 0, without_address: 0, unsubscribed: 0, first: None };
    look_through(conn, audience, PAGE, |conn, rows| {
        foreseen.add(conn, links, organization, kind, rows)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(foreseen)
}

impl Foreseen {
    fn add(
        &mut self,
        conn: &mut Conn,
        links: &Links,
        organization: Id,
        kind: MailKind,
        rows: Vec<RegistrationRow>,
    ) -> Result<(), StoreError> {
        let unwanted = super::unwanted::of_rows(conn, links, organization, kind, &rows)?;
        for row in rows {
            match &row.applicant_email {
                None => self.without_address += 1,
                Some(_) if unwanted.contains(&row.id) => self.unsubscribed += 1,
                Some(_) => {
                    self.recipients += 1;
                    self.first.get_or_insert(row);
                }
            }
        }
        Ok(())
    }
}
