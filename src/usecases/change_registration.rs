//! Changing what was answered, without giving up the place.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::app::App;
use crate::domain::application::{Application, ApplicationDraft, Sender, searched_by};
use crate::domain::names;
use crate::domain::seats::{Actor, Change, Command, Refusal, Request};
use crate::links::UploadPlace;

use super::apply::{at_its_field, person_key};
use super::change_event::{draft_from, merge};
use super::registration::{self, Placed};
use super::{Failure, send_file};

/// Fields that only staff may give, and the consent that was given at the start.
const NOT_TO_BE_CHANGED: [&str; 5] = ["source", "received_at", "note", "exceed_reason", "consent"];

/// A patch that others overtake is laid over the new state this often.
const ATTEMPTS: usize = 5;

/// Changes by the manage link. `patch` is laid over the registration (RFC 7396); `if_version` is the
/// version that the caller has seen. Without one, what somebody else has changed meanwhile stays, but
/// for what the patch names.
pub async fn by_token(
    app: &App,
    token: &str,
    patch: &Value,
    if_version: Option<i64>,
) -> Result<Placed, Failure> {
    if let Some(field) = NOT_TO_BE_CHANGED.iter().find(|field| patch.get(**field).is_some()) {
        return Err(Failure::invalid(&format!("/{field}"), "not_changeable"));
    }
    let attempts = if if_version.is_some() { 1 } else { ATTEMPTS };
    for attempt in 1..=attempts {
        let placed = registration::by_token(app, token).await?;
        let read_at = placed.registration.version;
        if if_version.is_some_and(|seen| seen != read_at) {
            return Err(Failure::Conflict("version_mismatch"));
        }
        let mut whole = serde_json::to_value(placed.registration.draft()).unwrap_or_default();
        merge(&mut whole, patch);
        let sent_to = UploadPlace::Session(placed.registration.session);
        match submit(app, &placed, &draft_from(whole)?, Some(read_at), sent_to).await {
            Err(Failure::Refused(Refusal::ChangedMeanwhile)) if if_version.is_some() => {
                return Err(Failure::Conflict("version_mismatch"));
            }
            Err(Failure::Refused(Refusal::ChangedMeanwhile)) if attempt < attempts => {}
            outcome => {
                outcome?;
                break;
            }
        }
    }
    registration::by_token(app, token).await
}

/// Changes by the form of the manage page: it shows every answer, so all are written as they are sent.
pub async fn by_form(app: &App, token: &str, draft: &ApplicationDraft) -> Result<Placed, Failure> {
    let placed = registration::by_token(app, token).await?;
    let sent_to = UploadPlace::Registration(placed.registration.id);
    submit(app, &placed, draft, None, sent_to).await?;
    registration::by_token(app, token).await
}

async fn submit(
    app: &App,
    placed: &Placed,
    draft: &ApplicationDraft,
    expected_version: Option<i64>,
    sent_to: UploadPlace,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let registration = &placed.registration;
    // Who was entered by staff without a mail address need not have one now.
    let had_address = registration.applicant_email.is_some();
    let sender = if had_address { Sender::Api } else { Sender::Staff };
    let (event, earlier) = (&placed.programme.event, &registration.answers);
    let standing = send_file::standing(app, event, &[sent_to], draft, earlier);
    let application = Application::parse_knowing(draft, event, sender, now, &standing)
        .map_err(Failure::Invalid)?;
    check_names(placed, &application, now)?;
    let mut added = application.answers.clone();
    added.retain(|key, answer| earlier.get(key) != Some(answer));
    send_file::check_there(app, event, &added, &[]).await?;
    let change = Change {
        registration: registration.id,
        expected_version,
        person: person_key(&application),
        search_text: searched_by(&registration.reception_number, &application.search_text()),
        application,
    };
    let request = Request::Change(Box::new(change));
    app.desk
        .submit(Command { event: registration.event, at: now, actor: Actor::Applicant, request })
        .await?
        .map_err(at_its_field)?;
    Ok(())
}

/// Whether the people under the registration may be changed like this at `now`.
fn check_names(
    placed: &Placed,
    application: &Application,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let registration = &placed.registration;
    let Some(until) = placed.names_until().filter(|until| names::are_fixed(*until, now)) else {
        return Ok(());
    };
    let before = (registration.attendees.as_slice(), registration.seats);
    if names::only_leave(before, (&application.attendees, application.seats)) {
        return Ok(());
    }
    let contact = placed.programme.event.contact.get(registration.language).to_owned();
    Err(Failure::NamesFixed { until, contact })
}
