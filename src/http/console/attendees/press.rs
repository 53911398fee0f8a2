//! The buttons on the page of one registration.

use actix_web::HttpResponse;

use super::{path_of_registration, record};
use crate::domain::ids::SessionId;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::bulk::why_key;
use crate::usecases::attendees::bulk::{self, BulkAction, Chosen, NewBulk};
use crate::usecases::attendees::bulk_step::code_of;
use crate::usecases::attendees::by_hand::{self, Press, reason};
use crate::usecases::attendees::{listing, notes};
use crate::usecases::{Failure, registration, resend_link};

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let id = visit.part("registration")?;
    let next = match asking(fields.text("action")) {
        Some(action) => to_be_confirmed(visit, id, action, &fields).await,
        None => carried_out(visit, id, &fields)
            .await
            .map(|done| format!("{}?done={done}", path_of_registration(id))),
    };
    match next {
        Ok(path) => Ok(visit.see_other(&path)),
        Err(failure) => match why(&failure) {
            Some(why) => record::page(visit, 409, None, Some(why)).await,
            None => Err(failure.into()),
        },
    }
}

/// Why something was not done, where staff can do something about it.
pub fn why(failure: &Failure) -> Option<&'static str> {
    match failure {
        Failure::Refused(refusal) => Some(why_key(code_of(refusal))),
        Failure::Invalid(faults) if faults.iter().any(|fault| fault.pointer == "/note") => {
            Some("attendees-why-note")
        }
        Failure::Invalid(faults) if faults.iter().any(|fault| fault.code == "choice_full") => {
            Some("attendees-why-choice")
        }
        Failure::Invalid(_) => Some("attendees-why-incomplete"),
        _ => None,
    }
}

async fn carried_out(visit: &Visit, id: &str, fields: &Fields) -> Result<&'static str, Failure> {
    let (app, principal) = (&visit.app, visit.principal());
    let press = match fields.text("action") {
        "note" => {
            notes::write(app, principal, id, fields.raw("note").unwrap_or_default()).await?;
            return Ok("note");
        }
        "resend" => {
            resend(visit, id).await?;
            return Ok("resent");
        }
        "accept" => Press::Accept,
        "seat" => Press::GiveSeat { exceed_reason: reason(fields.text("reason"))? },
        _ => return Err(Failure::NotFound),
    };
    by_hand::press(app, principal, id, &press).await?;
    Ok("done")
}

/// What cannot be taken back, and is told to people, has a page that says so before it happens: that of bulk actions,
/// with this one registration.
async fn to_be_confirmed(
    visit: &Visit,
    id: &str,
    action: BulkAction,
    fields: &Fields,
) -> Result<String, Failure> {
    let (app, principal) = (&visit.app, visit.principal());
    let placed = registration::of_organization(app, principal.organization, id).await?;
    let event = placed.programme.event.id.to_string();
    let scope = listing::of_event(app, principal, &event).await?;
    let target = fields.given("target").and_then(|id| id.parse::<SessionId>().ok());
    let new = NewBulk {
        action,
        target: target.filter(|_| action == BulkAction::Move),
        meeting: None,
        chosen: Chosen::These(vec![placed.registration.id]),
        back: path_of_registration(placed.registration.id),
    };
    Ok(super::bulk::path_of(bulk::prepare(app, principal, &scope, new).await?))
}

/// The buttons that ask once more.
fn asking(action: &str) -> Option<BulkAction> {
    let action = BulkAction::parse(action)?;
    let asks = matches!(action, BulkAction::Withdraw | BulkAction::Decline | BulkAction::Move);
    asks.then_some(action)
}

/// Sends the applicant the links to their registrations of the event once more.
async fn resend(visit: &Visit, id: &str) -> Result<(), Failure> {
    let placed =
        registration::of_organization(&visit.app, visit.principal().organization, id).await?;
    let event = placed.programme.event.id;
    visit.principal().must_in(event, crate::usecases::Permission::WriteRegistrations)?;
    let email = placed.registration.applicant_email.ok_or(Failure::NotFound)?;
    resend_link::ask(&visit.app, &event.to_string(), &email).await
}
