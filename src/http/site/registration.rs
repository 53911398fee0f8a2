//! The pages behind a secret link: done, manage, withdraw, calendar file. No GET changes anything.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};

use super::address::Name;
use super::door;
use super::fault::PageFault;
use super::registration_views::Held;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::domain::seats::Refusal;
use crate::http::pages::done::DoneView;
use crate::http::pages::manage::{ManageView, Notice};
use crate::http::pages::registration::Standing;
use crate::http::pages::withdraw::WithdrawView;
use crate::usecases::{Failure, calendar_file, registration, withdraw};

/// The path of the page that says that an application is complete.
pub fn done_path(token: &str, joined_company_seat: bool) -> String {
    let addition = if joined_company_seat { "?seat=company" } else { "" };
    format!("/r/{token}/done{addition}")
}

/// The application is complete.
pub async fn done(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    let standing = match held.standing() {
        Standing::Confirmed if visit.parameter("seat") == Some("company") => {
            Standing::JoinedCompany
        }
        other => other,
    };
    if !standing.is_active() {
        return Ok(visit.see_other(&held.path));
    }
    let visit = visit.embeddable_by(&placed.programme.brand);
    let frame = held.frame(&visit, format!("{}/done", held.path));
    let registration = held.view_with_code(&app, &visit, standing);
    let view = DoneView { frame, registration };
    visit.page(StatusCode::OK, Keeping::Private, &view)
}

/// Where the registration stands, and what can be done about it.
pub async fn manage(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
    request: HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    let standing = held.standing();
    // What the address claims is only said where it is so.
    let notice = visit.parameter("notice").and_then(|claimed| notice(claimed, standing));
    let frame = held.frame(&visit, held.path.clone());
    let registration = held.view_with_code(&app, &visit, standing);
    let view = ManageView { frame, registration, notice };
    let mut response = visit.page(StatusCode::OK, Keeping::Private, &view)?;
    door::remember(&app, &placed, &token.0, &request, &mut response);
    Ok(response)
}

/// What has just been done, as far as the standing bears it out.
fn notice(claimed: &str, standing: Standing) -> Option<Notice> {
    match claimed {
        "withdrawn" if standing == Standing::Withdrawn => Some(Notice::Withdrawn),
        "declined" if standing == Standing::OfferDeclined => Some(Notice::Declined),
        "changed" if standing.is_active() => Some(Notice::Changed),
        "moved" if standing.can_move() => Some(Notice::Moved),
        "accepted" if standing.has_seat() => Some(Notice::Accepted),
        "confirmed" if standing.has_seat() => Some(Notice::AddressConfirmed),
        "too_late" if !standing.has_seat() => Some(Notice::TooLate),
        "seat_gone" if standing.position().is_some() => Some(Notice::SeatGone),
        _ => None,
    }
}

/// Asks once more before a registration is withdrawn.
pub async fn ask_to_withdraw(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    let standing = held.standing();
    if !standing.is_active() {
        return Ok(visit.see_other(&held.path));
    }
    let frame = held.frame(&visit, format!("{}/withdraw", held.path));
    let view = WithdrawView { frame, registration: held.view(&visit, standing) };
    visit.page(StatusCode::OK, Keeping::Private, &view)
}

/// Withdraws. Whoever holds the link may; nobody else knows the address to post to.
pub async fn withdraw(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    match withdraw::by_token(&app, &token.0).await {
        Ok(_) => Ok(visit.see_other(&format!("/r/{}?notice=withdrawn", token.0))),
        // Its page says where it stands instead.
        Err(Failure::Refused(Refusal::WrongState { .. })) => {
            Ok(visit.see_other(&format!("/r/{}", token.0)))
        }
        Err(other) => Err(other.into()),
    }
}

/// The calendar file of a registration with a seat.
pub async fn calendar(app: web::Data<App>, token: Name) -> Result<HttpResponse, PageFault> {
    let file = calendar_file::by_token(&app, &token.0).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"event.ics\""))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-robots-tag", "noindex"))
        .body(file))
}
