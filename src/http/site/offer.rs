//! Answering what waits for an answer behind a secret link: an offered seat, an address to be confirmed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::address::{Name, TwoNames};
use super::fault::PageFault;
use super::registration_views::Held;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::domain::seats::Refusal;
use crate::http::pages::confirm_address::ConfirmAddressView;
use crate::http::pages::decline::DeclineView;
use crate::http::pages::registration::Standing;
use crate::usecases::answer_offer::{self, OfferAnswer};
use crate::usecases::{Failure, registration};

/// `GET /r/{token}/accept`: somebody came by the address of a button. Its page has it.
pub async fn to_manage_page(visit: Visit, token: Name) -> HttpResponse {
    visit.see_other(&format!("/r/{}", token.0))
}

/// `POST /r/{token}/accept`: takes the seat that is offered, or one that is free after an offer.
pub async fn accept(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    // An address is confirmed by who can read its mail, not by who has filled in the form.
    if held.standing() == Standing::Unconfirmed {
        return Ok(visit.see_other(&held.path));
    }
    let answered = answer_offer::by_token(&app, &token.0, OfferAnswer::Accept).await.map(|_| ());
    back(&visit, &held.path, answered, "accepted")
}

/// `GET /r/{token}/decline`: asks once more before an offered seat is declined.
pub async fn ask_to_decline(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    let standing = held.standing();
    if !standing.is_offered() {
        return Ok(visit.see_other(&held.path));
    }
    let frame = held.frame(&visit, format!("{}/decline", held.path));
    let view = DeclineView { frame, registration: held.view(&visit, standing) };
    visit.page(StatusCode::OK, Keeping::Private, &view)
}

/// `POST /r/{token}/decline`: declines.
pub async fn decline(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let answered = answer_offer::by_token(&app, &token.0, OfferAnswer::Decline).await.map(|_| ());
    back(&visit, &format!("/r/{}", token.0), answered, "declined")
}

/// `GET /r/{token}/confirm/{proof}`: where the mail to an address leads that is to be confirmed.
pub async fn ask_to_confirm(
    app: web::Data<App>,
    visit: Visit,
    names: TwoNames,
) -> Result<HttpResponse, PageFault> {
    let TwoNames(token, proof) = names;
    let placed = registration::by_token(&app, &token).await?;
    let held = Held::new(&placed, &visit, &token, app.clock.now())?;
    let standing = held.standing();
    if standing != Standing::Unconfirmed || !placed.registration.is_proven_by(&app.links, &proof) {
        return Ok(visit.see_other(&held.path));
    }
    let confirm_path = format!("{}/confirm/{proof}", held.path);
    let frame = held.frame(&visit, confirm_path.clone());
    let registration = held.view(&visit, standing);
    let view = ConfirmAddressView { frame, registration, confirm_path };
    visit.page(StatusCode::OK, Keeping::Private, &view)
}

/// `POST /r/{token}/confirm/{proof}`: confirms the address, which makes the held seat the applicant's.
pub async fn confirm(
    app: web::Data<App>,
    visit: Visit,
    names: TwoNames,
) -> Result<HttpResponse, PageFault> {
    let TwoNames(token, proof) = names;
    let placed = registration::by_token(&app, &token).await?;
    let held = Held::new(&placed, &visit, &token, app.clock.now())?;
    let waits = matches!(held.standing(), Standing::Unconfirmed | Standing::HoldExpired);
    if !waits || !placed.registration.is_proven_by(&app.links, &proof) {
        return Ok(visit.see_other(&held.path));
    }
    let answered = answer_offer::by_proof(&app, &token, &proof).await.map(|_| ());
    back(&visit, &held.path, answered, "confirmed")
}

/// On to the page of the registration, which says what has happened: `done`, or that it was too late.
fn back(
    visit: &Visit,
    path: &str,
    answered: Result<(), Failure>,
    done: &str,
) -> Result<HttpResponse, PageFault> {
    let notice = match answered {
        Ok(()) => done,
        Err(Failure::Refused(Refusal::SessionFull | Refusal::NotEnoughSeats { .. })) => "seat_gone",
        // Whatever else the office says no to is past: the page says where it stands.
        Err(Failure::Refused(_)) => "too_late",
        Err(other) => return Err(other.into()),
    };
    Ok(visit.see_other(&format!("{path}?notice={notice}")))
}
