//! What staff do with a registration for its applicant, by its id.

use actix_web::{HttpResponse, web};

use super::Answer;
use super::check_in_shapes::{CheckInDraft, CheckedInShape, UndoCheckInDraft};
use super::registration_shapes::StaffRegistrationShape;
use crate::app::App;
use crate::http::extract::{JsonBody, Organizer, PathPart};
use crate::usecases::answer_offer::OfferAnswer;
use crate::usecases::check_in::by_id;
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

/// Check somebody in at a meeting
///
/// The body may be absent. Somebody who is in already stays so: `outcome` is `already_here`. 409 says why not:
/// `wrong_state` (withdrawn, waiting, not accepted), `wrong_session`, `wrong_day`, `cancelled`.
#[utoipa::path(
    post, path = "/manage/registrations/{id}/check-in", tag = "Registrations (staff)",
    security(("token" = ["check_in:write"])), params(("id" = String, Path, description = "Id")),
    request_body(content = CheckInDraft, example = json!({"persons": 2, "id": "0199d1f0-0000-7000-8000-00000000000c"})),
    responses((status = 200, description = "They are in", body = CheckedInShape)),
)]
pub async fn check_in(
    app: web::Data<App>,
    organizer: Organizer,
    id: PathPart,
    body: JsonBody,
) -> Answer {
    let draft: CheckInDraft = body.read_if_any().await?;
    let found = by_id::check_in(&app, &organizer.0, &id.0, draft.into()).await?;
    let found = by_id::In { placed: found.placed.seen_by(&organizer.0), ..found };
    Ok(HttpResponse::Ok().json(CheckedInShape::of(&found)))
}

/// Take a check-in back
///
/// The body may be absent. 409 `not_here` where there is none.
#[utoipa::path(
    post, path = "/manage/registrations/{id}/undo-check-in", tag = "Registrations (staff)",
    security(("token" = ["check_in:write"])), params(("id" = String, Path, description = "Id")),
    request_body(content = UndoCheckInDraft, example = json!({"meeting": "0199d1f0-0000-7000-8000-00000000000d"})),
    responses((status = 200, description = "The registration", body = StaffRegistrationShape)),
)]
pub async fn undo_check_in(
    app: web::Data<App>,
    organizer: Organizer,
    id: PathPart,
    body: JsonBody,
) -> Answer {
    let draft: UndoCheckInDraft = body.read_if_any().await?;
    let (placed, _) = by_id::undo(&app, &organizer.0, &id.0, &draft.into()).await?;
    Ok(current(&placed.seen_by(&organizer.0)))
}

fn current(placed: &Placed) -> HttpResponse {
    HttpResponse::Ok().json(StaffRegistrationShape::of(&placed.registration, &placed.programme))
}
