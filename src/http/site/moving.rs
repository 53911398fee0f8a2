//! Moving to another session behind a secret link.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::address::Name;
use super::fault::PageFault;
use super::registration_views::Held;
use super::sent_form::SentForm;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::domain::event::{self, Availability, CapacityUnit};
use crate::domain::seats::Refusal;
use crate::http::pages::faults::Fault;
use crate::http::pages::field_name::FieldName;
use crate::http::pages::moving::MoveView;
use crate::http::pages::registration::Standing;
use crate::http::pages::session::Session;
use crate::usecases::{Failure, move_registration, registration};

/// `GET /r/{token}/move`: the other sessions with their free seats.
pub async fn open(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    if !held.may_move() {
        return Ok(visit.see_other(&held.path));
    }
    page(&held, &visit, StatusCode::OK, "", None)
}

/// `POST /r/{token}/move`: moves, or says why not with the choice kept.
pub async fn go(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
    form: SentForm,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    let chosen = form.value("session").unwrap_or_default();
    // Pressed twice: it is there already.
    let moved = || format!("{}?notice=moved", held.path);
    if chosen == placed.registration.session.to_string() {
        return Ok(visit.see_other(&moved()));
    }
    if !held.may_move() {
        return Ok(visit.see_other(&held.path));
    }
    let wrong = |status, code: &str, limit: Option<u32>| {
        let limit = limit.map(i64::from);
        let fault = Fault { field: FieldName::Session, code: code.to_owned(), limit };
        page(&held, &visit, status, chosen, Some(&fault))
    };
    if chosen.is_empty() {
        return wrong(StatusCode::UNPROCESSABLE_ENTITY, "required", None);
    }
    match move_registration::by_token(&app, &token.0, chosen).await {
        Ok(_) => Ok(visit.see_other(&moved())),
        Err(Failure::Invalid(_)) => wrong(StatusCode::UNPROCESSABLE_ENTITY, "unknown_choice", None),
        Err(Failure::Refused(refusal)) => match told(&refusal) {
            Some((code, limit)) => wrong(StatusCode::CONFLICT, code, limit),
            // Withdrawn or begun meanwhile: its page says so.
            None => Ok(visit.see_other(&held.path)),
        },
        Err(other) => Err(other.into()),
    }
}

/// The code of a refusal that another choice may avoid, with its number.
fn told(refusal: &Refusal) -> Option<(&'static str, Option<u32>)> {
    Some(match refusal {
        Refusal::SessionFull => ("session_full", None),
        Refusal::NotEnoughSeats { left, .. } => ("not_enough_seats", Some(*left)),
        Refusal::NotOpen { .. } | Refusal::Closed | Refusal::Cancelled => ("session_closed", None),
        Refusal::AlreadyRegistered => ("already_there", None),
        Refusal::GroupLimit { limit } => ("group_limit", Some(*limit)),
        Refusal::CompanyPeopleLimit { limit, .. } => ("company_people_limit", Some(*limit)),
        Refusal::WrongState { .. } | Refusal::NotFound => return None,
        _ => ("not_possible", None),
    })
}

fn page(
    held: &Held<'_>,
    visit: &Visit,
    status: StatusCode,
    chosen: &str,
    fault: Option<&Fault>,
) -> Result<HttpResponse, PageFault> {
    let standing = held.standing();
    let (mut open, mut others): (Vec<Session>, Vec<Session>) = (Vec::new(), Vec::new());
    let sessions = held.placed.programme.sessions.iter();
    for session in sessions.filter(|session| session.id != held.session.id) {
        let shown = held.shown.session(session);
        // What was chosen stays on the page, whatever has become of it.
        let is_open = can_be_chosen(held, standing, session) || shown.id == chosen;
        if is_open { open.push(shown) } else { others.push(shown) }
    }
    let frame = held.frame(visit, format!("{}/move", held.path));
    let registration = held.view(visit, standing);
    let view = MoveView::new(frame, registration, (&open, others), chosen, fault);
    visit.page(status, Keeping::Private, &view)
}

/// Whether a move there could succeed: who has a seat never gives it up for a place on a waiting list.
fn can_be_chosen(held: &Held<'_>, standing: Standing, session: &event::Session) -> bool {
    let programme = &held.placed.programme;
    // A company may have its seat there already: only the office knows.
    let is_company = programme.event.capacity_unit == CapacityUnit::Company;
    match programme.availability(session, held.shown.now) {
        Availability::Open => true,
        Availability::Waitlist => is_company || !standing.has_seat(),
        Availability::Full => is_company,
        Availability::NotOpen | Availability::Closed | Availability::Cancelled => false,
    }
}
