//! Applications that came by mail, for staff.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};

use super::draft_shapes::{ConfirmShape, DraftPageShape, DraftShape};
use super::registration_shapes::AcceptedShape;
use super::{Answer, BASE};
use crate::app::App;
use crate::http::extract::{JsonBody, Organizer, PathPart, Query};
use crate::usecases::Failure;
use crate::usecases::application_drafts::{self, DraftQuery};

/// List applications that came by mail, oldest first
///
/// A mail to the event's address (`moushikomi+SLUG@…`) becomes a draft: what it says where it could be
/// understood, beside its text.
#[utoipa::path(
    get, path = "/application-drafts", tag = "Registrations (staff)", security(("token" = ["registrations:read"])),
    params(
        ("state" = Option<String>, Query, description = "`open` (where absent), `confirmed`, `completed` (by its sender, on the form) or `dismissed`"),
        ("event" = Option<String>, Query, description = "Id of an event"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "One page", body = DraftPageShape)),
)]
pub async fn list(app: web::Data<App>, organizer: Organizer, mut query: Query) -> Answer {
    let asked = DraftQuery {
        state: query.text("state"),
        event: query.text("event"),
        cursor: query.text("cursor"),
    };
    query.finish()?;
    let page = application_drafts::list(&app, &organizer.0, asked).await?;
    Ok(HttpResponse::Ok().json(DraftPageShape::of(&page).map_err(Failure::from)?))
}

/// Show an application that came by mail
#[utoipa::path(
    get, path = "/application-drafts/{id}", tag = "Registrations (staff)", security(("token" = ["registrations:read"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The draft, with the mail's text", body = DraftShape)),
)]
pub async fn show(app: web::Data<App>, organizer: Organizer, id: PathPart) -> Answer {
    let row = application_drafts::show(&app, &organizer.0, &id.0).await?;
    Ok(HttpResponse::Ok().json(DraftShape::of(&row).map_err(Failure::from)?))
}

/// Make a registration of an application that came by mail
///
/// As it was understood, or as staff have completed it in `application`. It keeps the mail's time of arrival.
/// One draft gives one registration, however often this is asked.
#[utoipa::path(
    post, path = "/application-drafts/{id}/confirm", tag = "Registrations (staff)", security(("token" = ["registrations:write"])),
    params(("id" = String, Path, description = "Id")),
    request_body(content = ConfirmShape, example = json!({"session": "0192f0c1-0000-7000-8000-000000000001"})),
    responses((status = 201, description = "It was accepted", body = AcceptedShape, headers(("Location" = String, description = "The registration's address")))),
)]
pub async fn confirm(
    app: web::Data<App>,
    organizer: Organizer,
    id: PathPart,
    body: JsonBody,
) -> Answer {
    let wanted: ConfirmShape = body.receive().await?.read()?;
    let applied =
        application_drafts::confirm(&app, &organizer.0, &id.0, wanted.session, wanted.application)
            .await?;
    let location = app.links.link(&format!("{BASE}/registrations/{}", applied.manage_token));
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .json(AcceptedShape::of(&applied)))
}

/// Put a mail aside that is no application
#[utoipa::path(
    post, path = "/application-drafts/{id}/dismiss", tag = "Registrations (staff)", security(("token" = ["registrations:write"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The draft as it is now", body = DraftShape)),
)]
pub async fn dismiss(app: web::Data<App>, organizer: Organizer, id: PathPart) -> Answer {
    let row = application_drafts::dismiss(&app, &organizer.0, &id.0).await?;
    Ok(HttpResponse::Ok().json(DraftShape::of(&row).map_err(Failure::from)?))
}
