//! The mails that a decided batch owes to people named as attendees.

use std::collections::HashSet;

use super::letters::{Case, Facts, Programmes, Recipients};
use crate::domain::application::Attendee;
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::seats::Held;
use crate::domain::state::State;
use crate::domain::values::email::EmailAddress;
use crate::letters::attendees::{Party, Telling, ToTell, to_tell};
use crate::letters::{self, Addressee, Cause, Postmark};
use crate::mail::{MailContext, News, RegistrationMail};
use crate::store::outbox::OutboxRow;
use crate::store::programmes::from_json;
use crate::store::registrations::RegistrationRow;
use crate::store::types::{Id, JsonText};
use crate::store::{Conn, StoreError};

/// How a list without anybody is stored.
const NOBODY: &str = "[]";

/// The outbox rows for attendees of all registrations of which the applicant is told something. What is
/// told is the difference between the batch's beginning and its end.
pub fn write(
    conn: &mut Conn,
    case: &Case<'_>,
    recipients: &Recipients<'_>,
    programmes: &mut Programmes,
    postmark: &Postmark,
) -> Result<Vec<OutboxRow>, StoreError> {
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for owed in case.decisions.iter().flat_map(|decision| &decision.mails) {
        let id = owed.registration;
        let found = recipients.get(&id).zip(case.board.registrations.get(&id));
        let Some((row, held)) = found.filter(|_| seen.insert(id)) else { continue };
        let before = case.before.get(&id).map_or(&row.attendees, |before| &before.attendees);
        if is_nobody(before) && is_nobody(&row.attendees) {
            continue;
        }
        let (had, have): (Vec<Attendee>, Vec<Attendee>) =
            (from_json(before)?, from_json(&row.attendees)?);
        let before = Party { seat_in: seat_before(case, id), attendees: &had };
        let after = Party { seat_in: seat_now(held), attendees: &have };
        let applicant =
            row.applicant_email.as_deref().and_then(|text| EmailAddress::parse(text).ok());
        for one in to_tell(&before, &after, applicant.as_ref()) {
            rows.push(letter(conn, case, (row, held), &one, programmes, postmark)?);
        }
    }
    Ok(rows)
}

fn is_nobody(attendees: &JsonText) -> bool {
    attendees.0 == NOBODY
}

fn seat_now(held: &Held) -> Option<SessionId> {
    (held.state == State::Confirmed).then_some(held.session)
}

/// Nowhere for a registration that is new.
fn seat_before(case: &Case<'_>, id: RegistrationId) -> Option<SessionId> {
    let stood = case.board.stood.get(&id)?;
    (stood.state == State::Confirmed).then_some(stood.session)
}

fn letter(
    conn: &mut Conn,
    case: &Case<'_>,
    (row, held): (&RegistrationRow, &Held),
    one: &ToTell<'_>,
    programmes: &mut Programmes,
    postmark: &Postmark,
) -> Result<OutboxRow, StoreError> {
    let attendee = one.attendee.name.as_str().to_owned();
    let (session, news) = match one.telling {
        Telling::Registered => (held.session, News::AttendeeRegistered { attendee, moved: false }),
        Telling::Moved => (held.session, News::AttendeeRegistered { attendee, moved: true }),
        Telling::Withdrawn(from) => (from, News::AttendeeWithdrawn { attendee }),
    };
    let event = EventId(row.event_id.0);
    let known = case.versions.get(&event).copied();
    let Facts { facts, version } = programmes.facts(conn, event, known, session)?;
    // Neither the others who come nor where the applicant stands are theirs to know.
    let mail = RegistrationMail {
        attendees: Vec::new(),
        position: None,
        session: facts,
        ..letters::registration_mail(row)?
    };
    let addressee = Addressee {
        organization: row.organization_id,
        event: Some(row.event_id),
        session: Some(Id(session.0)),
        registration: Some(row.id),
        recipient: one.address.as_str().to_owned(),
        language: row.language.clone(),
    };
    let why = Cause {
        subject: row.id.0.to_string(),
        instance: format!("{}:{}", held.version, one.mark),
        facts_version: Some(version),
    };
    let context = MailContext::Registration(news, mail);
    letters::outbox_row(addressee, &context, &why, case.now, postmark)
}
