//! The calendar file of a registration that has its seat.

use crate::app::App;
use crate::desk::letters::meetings_for_mail;
use crate::domain::state::State;
use crate::mail::{CalendarStamp, RegistrationMail, download};

use super::Failure;
use super::registration::{self, Placed};

/// The .ics behind a manage link.
///
/// # Errors
/// [`Failure::NotFound`] also for a registration without a seat: there is nothing to put down.
pub async fn by_token(app: &App, token: &str) -> Result<String, Failure> {
    let placed = registration::by_token(app, token).await?;
    if placed.registration.state != State::Confirmed {
        return Err(Failure::NotFound);
    }
    let mail = registration_mail(&placed).ok_or(Failure::NotFound)?;
    let stamp = CalendarStamp {
        uid_domain: app.public_url.host().to_owned(),
        stamped_at: placed.registration.updated_at,
        organizer: app.settings.mail_from.clone(),
    };
    download(&mail, placed.registration.language, &stamp)
        .map_err(|_| Failure::Conflict("no_calendar"))
}

/// What mails and calendar files say of a registration.
pub fn registration_mail(placed: &Placed) -> Option<RegistrationMail> {
    let registration = &placed.registration;
    let event = &placed.programme.event;
    let session = placed.session()?;
    Some(RegistrationMail {
        registration_id: registration.id,
        reception_number: registration.reception_number.clone(),
        applicant_name: registration.applicant_name.clone(),
        seats: registration.seats,
        attendees: registration
            .attendees
            .iter()
            .map(|attendee| attendee.name.as_str().to_owned())
            .collect(),
        company: registration.company_name.clone(),
        joined_company_seat: false,
        position: registration.position,
        event_title: event.title.clone(),
        session_name: session.name.clone(),
        meetings: meetings_for_mail(session),
        time_zone: event.time_zone.name().to_owned(),
        contact: event.contact.clone(),
        organization_name: placed.programme.organization_name.clone(),
        change_until: session.starts_at(),
        calendar_sequence: session.calendar_sequence,
    })
}
