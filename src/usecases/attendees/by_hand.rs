//! What staff do with one registration.

use crate::app::App;
use crate::domain::application::{Application, ApplicationDraft, Sender, searched_by};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::question::Answers;
use crate::domain::seats::{Change, Command, PersonKey, Request};
use crate::domain::values::free_text::FreeText;
use crate::links::UploadPlace;
use crate::store::registrations::{self, RegistrationRow};
use crate::usecases::apply::{at_its_field, person_key};
use crate::usecases::registration::{self, Placed};
use crate::usecases::{Failure, Permission, Principal, send_file};

/// Characters of a reason.
const REASON_MAX: usize = 2_000;

/// What can be done with a registration by one press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    Withdraw,
    Accept,
    Decline,
    /// A seat, or the offer of one, out of turn; with a reason beyond the capacity.
    GiveSeat {
        exceed_reason: Option<String>,
    },
    Move {
        to: SessionId,
    },
}

impl Press {
    /// What it asks of the desk. Accepting and declining mean what the state makes of them.
    pub fn request(&self, row: &RegistrationRow) -> Request {
        let id = RegistrationId(row.id.0);
        match self {
            Self::Withdraw => Request::Withdraw(id),
            Self::Accept => Request::Accept(id),
            Self::Decline => Request::Decline(id),
            Self::GiveSeat { exceed_reason } => {
                Request::GiveSeat { registration: id, exceed_reason: exceed_reason.clone() }
            }
            Self::Move { to } => {
                let person =
                    row.person_key.as_deref().and_then(|key| PersonKey::try_from(key).ok());
                Request::Move { registration: id, to: *to, person }
            }
        }
    }
}

/// A reason that was typed; none where nothing was.
///
/// # Errors
/// [`Failure::Invalid`] at `/reason`.
pub fn reason(typed: &str) -> Result<Option<String>, Failure> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let text = FreeText::parse(typed, REASON_MAX);
    let text = text.map_err(|fault| Failure::invalid("/reason", fault.code()))?;
    Ok(Some(text.as_str().to_owned()))
}

/// Does it.
///
/// # Errors
/// The desk's refusals.
pub async fn press(
    app: &App,
    principal: &Principal,
    id: &str,
    press: &Press,
) -> Result<(), Failure> {
    let placed = own(app, principal, id).await?;
    if let Press::Move { to } = press
        && placed.programme.session(*to).is_none()
    {
        return Err(Failure::invalid("/session", "unknown_choice"));
    }
    let id = placed.registration.id;
    let row = app.read(move |conn| registrations::by_id(conn, id)).await?;
    let request = press.request(&row.ok_or(Failure::NotFound)?);
    submit(app, principal, &placed, request).await
}

/// Changes what was answered. The sheet that was shown had `version`.
///
/// # Errors
/// Every fault of the draft; the desk's refusals.
pub async fn change(
    app: &App,
    principal: &Principal,
    id: &str,
    draft: &ApplicationDraft,
    version: i64,
    quietly: bool,
) -> Result<(), Failure> {
    let placed = own(app, principal, id).await?;
    let change = change_of(app, &placed, draft, Some(version)).await?;
    let request = Request::Change(Box::new(change));
    let request = if quietly { Request::Quietly(Box::new(request)) } else { request };
    submit(app, principal, &placed, request).await
}

/// The registration, for somebody who may change it.
pub(super) async fn own(app: &App, principal: &Principal, id: &str) -> Result<Placed, Failure> {
    let placed = registration::of_organization(app, principal.organization, id).await?;
    principal.must_in(placed.programme.event.id, Permission::WriteRegistrations)?;
    Ok(placed)
}

/// The change that a draft makes of a registration.
pub(super) async fn change_of(
    app: &App,
    placed: &Placed,
    draft: &ApplicationDraft,
    expected_version: Option<i64>,
) -> Result<Change, Failure> {
    let (now, registration) = (app.clock.now(), &placed.registration);
    let (event, earlier) = (&placed.programme.event, &registration.answers);
    let place = UploadPlace::Registration(registration.id);
    let standing = send_file::standing(app, event, &[place], draft, earlier);
    let application = Application::parse_knowing(draft, event, Sender::Staff, now, &standing)
        .map_err(Failure::Invalid)?;
    let mut added: Answers = application.answers.clone();
    added.retain(|key, answer| earlier.get(key) != Some(answer));
    send_file::check_there(app, event, &added, &[]).await?;
    Ok(Change {
        registration: registration.id,
        expected_version,
        person: person_key(&application),
        search_text: searched_by(&registration.reception_number, &application.search_text()),
        application,
    })
}

/// Hands it to the desk.
pub(super) async fn submit(
    app: &App,
    principal: &Principal,
    placed: &Placed,
    request: Request,
) -> Result<(), Failure> {
    let (event, at) = (placed.registration.event, app.clock.now());
    let command = Command { event, at, actor: principal.actor.clone(), request };
    app.desk.submit(command).await?.map_err(at_its_field)?;
    Ok(())
}
