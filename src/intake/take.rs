//! From a mail that came in to a draft, and to the answer its sender gets.

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest as _, Sha256};

use super::event_address::slug_in;
use crate::clock;
use crate::domain::application::{
    ApplicantDraft, ApplicationDraft, AttendeeDraft, CompanyDraft, Source,
};
use crate::domain::event::{CapacityUnit, Programme};
use crate::domain::ids::DraftId;
use crate::domain::mail_application::{FoundApplication, SessionHint};
use crate::domain::values::email::EmailAddress;
use crate::domain::values::language::Language;
use crate::letters::{self, Addressee, Cause, Postmark};
use crate::mail::{Letterhead, MailContext, OfficeMail};
use crate::store::application_drafts::{self, ApplicationDraftRow};
use crate::store::outbox;
use crate::store::programmes::{self, EventRef, to_json};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};

/// Longest text that is kept of a mail, in characters.
const LONGEST_TEXT: usize = 20_000;
/// Longest subject that is kept, in characters.
const LONGEST_SUBJECT: usize = 300;
/// Drafts that one address may send to one event in a day; more are not from a person.
const MOST_A_DAY: i64 = 20;
/// An address is answered at most so often: two programs that answer each other stop at once.
const ANSWERED_EVERY: Duration = Duration::hours(1);

/// A mail that is no bounce and no automatic answer, taken apart.
#[derive(Clone)]
pub struct IncomingMail {
    /// As its Message-ID says; for a mail without one, something that is always the same for it.
    pub message_id: String,
    /// From: the address.
    pub sender: String,
    /// From: the name, if there is one.
    pub sender_name: Option<String>,
    /// To, Cc, Delivered-To and the like.
    pub recipients: Vec<String>,
    pub subject: String,
    /// Its plain text; of a mail that has only HTML, that without tags.
    pub text: String,
    /// Files that came with it.
    pub attachments: usize,
    /// When it was written, as it says, but not after it arrived.
    pub received_at: DateTime<Utc>,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new draft.
    Drafted(DraftId),
    /// It has made a draft before.
    Before,
    /// It is addressed to no event that people can apply to.
    NoEvent,
    /// The sender's address is none, or has sent too many.
    Refused,
}

/// Takes a mail to the mailbox as an application, if it is addressed to an event.
///
/// # Errors
/// Those of the database.
pub fn take(
    conn: &mut Conn,
    mail: &IncomingMail,
    mailbox: &str,
    now: DateTime<Utc>,
    postmark: &Postmark,
) -> Result<Taken, StoreError> {
    let Some(programme) = addressed(conn, mail, mailbox)? else { return Ok(Taken::NoEvent) };
    let Ok(sender) = EmailAddress::parse(&mail.sender) else { return Ok(Taken::Refused) };
    let (event, sender) = (Id(programme.event.id.0), sender.as_str());
    let a_day_ago = Time(now - Duration::days(1));
    if application_drafts::count_from(conn, event, sender, a_day_ago)? >= MOST_A_DAY {
        return Ok(Taken::Refused);
    }
    let an_hour_ago = Time(now - ANSWERED_EVERY);
    let is_answered = application_drafts::count_from(conn, event, sender, an_hour_ago)? == 0;
    let row = draft_row(mail, sender, &programme, now)?;
    let (id, name) = (DraftId(row.id.0), name_of(&row)?);
    if !application_drafts::insert(conn, &row)? {
        return Ok(Taken::Before);
    }
    if is_answered {
        let answer = answer(id, name, &programme);
        let addressee = Addressee {
            organization: row.organization_id,
            event: Some(row.event_id),
            session: None,
            registration: None,
            recipient: row.sender.clone(),
            language: row.language.clone(),
        };
        let cause = Cause { subject: id.to_string(), instance: String::new(), facts_version: None };
        outbox::insert(conn, &[letters::outbox_row(addressee, &answer, &cause, now, postmark)?])?;
    }
    Ok(Taken::Drafted(id))
}

/// The event that one of the recipients is the address of, if people may see it.
fn addressed(
    conn: &mut Conn,
    mail: &IncomingMail,
    mailbox: &str,
) -> Result<Option<Programme>, StoreError> {
    for recipient in &mail.recipients {
        let Some(slug) = slug_in(recipient, mailbox) else { continue };
        if let Some(programme) = programmes::load(conn, &EventRef::Slug(slug))?
            && programme.event.status.is_public()
        {
            return Ok(Some(programme));
        }
    }
    Ok(None)
}

fn draft_row(
    mail: &IncomingMail,
    sender: &str,
    programme: &Programme,
    now: DateTime<Utc>,
) -> Result<ApplicationDraftRow, StoreError> {
    let text: String = cut(&mail.text, LONGEST_TEXT);
    let found =
        FoundApplication::read(&mail.subject, &text, &hints(programme), programme.event.time_zone);
    let session_id = found.session.map(|session| Id(session.0));
    // A date from the future, or from long ago, is a wrong clock's.
    let is_likely = mail.received_at <= now && now - mail.received_at < Duration::days(30);
    let received_at = if is_likely { mail.received_at } else { now };
    let language = language_of(&text);
    let draft = draft(found, mail, sender, language, programme, received_at);
    Ok(ApplicationDraftRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: Id(programme.event.organization.0),
        event_id: Id(programme.event.id.0),
        session_id,
        message_key: Sha256::digest(mail.message_id.as_bytes()).to_vec(),
        sender: sender.to_owned(),
        subject: cut(&mail.subject, LONGEST_SUBJECT),
        original: text,
        attachments: i32::try_from(mail.attachments).unwrap_or(i32::MAX),
        draft: to_json(&draft)?,
        language: language.as_str().to_owned(),
        state: "open".to_owned(),
        registration_id: None,
        received_at: Time(received_at),
        created_at: Time(now),
        updated_at: Time(now),
    })
}

fn draft(
    found: FoundApplication,
    mail: &IncomingMail,
    sender: &str,
    language: Language,
    programme: &Programme,
    received_at: DateTime<Utc>,
) -> ApplicationDraft {
    let is_for_companies = programme.event.capacity_unit == CapacityUnit::Company;
    // Where persons apply there is no field for a company: staff see it in the note.
    let note = found.company.clone().filter(|_| !is_for_companies);
    let corporate_number = found.corporate_number;
    let company = found.company.filter(|_| is_for_companies);
    let attendees = found.attendees.into_iter();
    ApplicationDraft {
        applicant: ApplicantDraft {
            name: found.name.or_else(|| mail.sender_name.clone()).unwrap_or_default(),
            kana: found.kana,
            email: Some(found.email.unwrap_or_else(|| sender.to_owned())),
            phone: found.phone,
        },
        company: company.map(|name| CompanyDraft { name, corporate_number }),
        attendees: attendees
            .map(|name| AttendeeDraft { name, ..AttendeeDraft::default() })
            .collect(),
        seats: found.seats,
        language: Some(language.as_str().to_owned()),
        source: Some(Source::Mail.as_str().to_owned()),
        received_at: Some(received_at.to_rfc3339()),
        note,
        ..ApplicationDraft::default()
    }
}

fn hints(programme: &Programme) -> Vec<SessionHint> {
    let sessions = programme.sessions.iter();
    sessions
        .map(|session| SessionHint {
            id: session.id,
            names: Language::ALL.iter().map(|it| session.name.get(*it).to_owned()).collect(),
            starts: session.meetings.iter().map(|meeting| meeting.starts_at).collect(),
        })
        .collect()
}

/// Japanese, unless there is no Japanese character in a text of some length.
fn language_of(text: &str) -> Language {
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    if letters > 20 && !text.chars().any(is_japanese) { Language::En } else { Language::Ja }
}

fn name_of(row: &ApplicationDraftRow) -> Result<String, StoreError> {
    let draft: ApplicationDraft = programmes::from_json(&row.draft)?;
    Ok(draft.applicant.name)
}

fn answer(draft: DraftId, name: String, programme: &Programme) -> MailContext {
    let event = &programme.event;
    MailContext::Office(OfficeMail::ApplicationByMail {
        letterhead: Letterhead {
            organization_name: programme.organization_name.clone(),
            contact: event.contact.clone(),
            time_zone: event.time_zone.name().to_owned(),
        },
        draft,
        name,
        event_title: event.title.clone(),
    })
}

fn cut(text: &str, longest: usize) -> String {
    // PostgreSQL keeps no NUL in a text.
    text.chars().filter(|c| *c != '\0').take(longest).collect()
}
