//! What mails say of a registration and of its session.

use std::sync::Arc;

use crate::domain::application::Attendee;
use crate::domain::event::{Meeting, Programme, Session};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::mail::{MeetingMail, RegistrationMail, SessionFacts};
use crate::store::mail_facts::{self, MailFactsRow};
use crate::store::programmes::{count, from_json, to_json};
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError};

/// What mails say of a session.
pub fn session_facts(programme: &Programme, session: &Session) -> SessionFacts {
    let event = &programme.event;
    SessionFacts {
        event_title: event.title.clone(),
        session_name: session.name.clone(),
        meetings: session.meetings.iter().map(meeting).collect(),
        time_zone: event.time_zone.name().to_owned(),
        contact: event.contact.clone(),
        organization_name: programme.organization_name.clone(),
        change_until: session.starts_at(),
        calendar_sequence: session.calendar_sequence,
    }
}

fn meeting(meeting: &Meeting) -> MeetingMail {
    MeetingMail {
        id: meeting.id,
        starts_at: meeting.starts_at,
        ends_at: meeting.ends_at,
        venue: meeting.venue.clone(),
        address: meeting.address.clone(),
        online_url: meeting.online_url.clone(),
    }
}

/// Keeps what mails say of a session at the present version of its event.
///
/// # Errors
/// Those of the database.
pub fn keep_facts(
    conn: &mut Conn,
    programme: &Programme,
    session: SessionId,
    facts: &SessionFacts,
) -> Result<(), StoreError> {
    let event = &programme.event;
    let row = MailFactsRow {
        organization_id: Id(event.organization.0),
        session_id: Id(session.0),
        version: event.version,
        facts: to_json(facts)?,
    };
    mail_facts::keep(conn, &[row])
}

/// What mails say of a registration with a seat; the session's facts are still to be put in.
///
/// # Errors
/// If its attendees cannot be read.
pub fn registration_mail(row: &RegistrationRow) -> Result<RegistrationMail, StoreError> {
    let attendees: Vec<Attendee> = from_json(&row.attendees)?;
    Ok(RegistrationMail {
        registration_id: RegistrationId(row.id.0),
        reception_number: row.reception_number.clone(),
        applicant_name: row.applicant_name.clone(),
        seats: count(row.seats),
        attendees: attendees.iter().map(|attendee| attendee.name.as_str().to_owned()).collect(),
        company: row.company_name.clone(),
        joined_company_seat: false,
        position: None,
        session: Arc::default(),
    })
}
