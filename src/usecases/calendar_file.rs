//! The calendar file of a registration that has its seat.

use std::sync::Arc;

use crate::app::App;
use crate::domain::state::State;
use crate::letters::session_facts;
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
pub(super) fn registration_mail(placed: &Placed) -> Option<RegistrationMail> {
    let registration = &placed.registration;
    let session = placed.session()?;
    let attendees = registration.attendees.iter();
    Some(RegistrationMail {
        registration_id: registration.id,
        reception_number: registration.reception_number.clone(),
        applicant_name: registration.applicant_name.clone(),
        seats: registration.seats,
        attendees: attendees.map(|attendee| attendee.name.as_str().to_owned()).collect(),
        company: registration.company_name.clone(),
        joined_company_seat: false,
        position: registration.position,
        session: Arc::new(session_facts(&placed.programme, session)),
    })
}
