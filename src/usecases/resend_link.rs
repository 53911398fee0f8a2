//! Sending the links to one's own registrations once more, to whoever says the address.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::domain::audience::Audience;
use crate::domain::event::Programme;
use crate::domain::mailing::MailingState;
use crate::domain::state::State;
use crate::domain::values::email::EmailAddress;
use crate::letters::mailings::NewMailing;
use crate::mail::News;
use crate::store::StoreError;
use crate::store::mailings::{self, MailingRow};

use super::{Failure, find_programme};

/// Links of one event that may wait to be sent: beyond that somebody is playing.
const WAITING_MAX: i64 = 1_000;

/// Notes that somebody has asked; the worker looks who it is, so that neither the answer nor the time it
/// takes tells whether anybody is registered. Each address is written to once in an hour of the clock.
///
/// # Errors
/// [`Failure::NotFound`] for an event that nobody may see, and what is wrong with the address.
pub async fn ask(app: &App, event: &str, email: &str) -> Result<(), Failure> {
    let programme = find_programme::public_event(app, event).await?;
    let address = EmailAddress::parse(email);
    let address = address.map_err(|fault| Failure::invalid("/email", fault.into()))?;
    let now = app.clock.now();
    let row = asked(&programme, address.key(), now)?;
    let event = row.event_id;
    app.write(move |conn| {
        if mailings::count_asked_links(conn, event)? >= WAITING_MAX {
            return Err(Failure::Desk(crate::desk::DeskError::Busy));
        }
        Ok(mailings::insert(conn, &row)?)
    })
    .await?;
    app.mailings_wait.ring();
    Ok(())
}

/// The mailing to whoever of the event has this address.
fn asked(
    programme: &Programme,
    address: String,
    now: DateTime<Utc>,
) -> Result<MailingRow, StoreError> {
    let event = &programme.event;
    let whose = URL_SAFE_NO_PAD.encode(Sha256::digest(address.as_bytes()));
    let sessions = programme.sessions.iter().map(|session| session.id).collect();
    let everybody = Audience::of(sessions, &State::ACTIVE);
    let new = NewMailing {
        organization: event.organization,
        event: event.id,
        session: None,
        news: &News::ResendLink,
        audience: &Audience { email: Some(address), ..everybody },
        cause: Some(format!("resend_link:{}:{whose}:{}", event.id, now.timestamp() / 3_600)),
        by: "applicant".to_owned(),
        state: MailingState::Waiting,
        due_at: now,
    };
    new.row(now)
}
