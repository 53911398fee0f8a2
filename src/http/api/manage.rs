//! What staff do with a registration for its applicant, by its id.

use actix_web::{HttpResponse, web};

use super::Answer;
use super::registration_shapes::StaffRegistrationShape;
use crate::app::App;
use crate::http::extract::{Organizer, PathPart};
use crate::usecases::answer_offer::OfferAnswer;
use crate::usecases::registration::Placed;
use crate::usecases::{answer_offer, withdraw as withdrawal};

/// Accept an offered seat for its applicant
#[utoipa::path(
    post, path = "/manage/registrations/{id}/accept", tag = "Registrations (staff)",
    security(("token" = ["registrations:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The registration as it is now", body = StaffRegistrationShape)),
)]
pub async fn accept(app: web::Data<App>, organizer: Organizer, id: PathPart) -> Answer {
    let placed = answer_offer::by_staff(&app, &organizer.0, &id.0, OfferAnswer::Accept).await?;
    Ok(current(&placed))
}

/// Decline an offered seat for its applicant
#[utoipa::path(
    post, path = "/manage/registrations/{id}/decline", tag = "Registrations (staff)",
    security(("token" = ["registrations:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The registration as it is now", body = StaffRegistrationShape)),
)]
pub async fn decline(app: web::Data<App>, organizer: Organizer, id: PathPart) -> Answer {
    let placed = answer_offer::by_staff(&app, &organizer.0, &id.0, OfferAnswer::Decline).await?;
    Ok(current(&placed))
}

/// Withdraw a registration for its applicant
#[utoipa::path(
    post, path = "/manage/registrations/{id}/withdraw", tag = "Registrations (staff)",
    security(("token" = ["registrations:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The registration as it is now", body = StaffRegistrationShape)),
)]
pub async fn withdraw(app: web::Data<App>, organizer: Organizer, id: PathPart) -> Answer {
    let placed = withdrawal::by_staff(&app, &organizer.0, &id.0).await?;
    Ok(current(&placed))
}

fn current(placed: &Placed) -> HttpResponse {
    HttpResponse::Ok().json(StaffRegistrationShape::of(&placed.registration, &placed.programme))
}
