//! Who cannot be reached by mail, for staff.

use actix_web::{HttpResponse, web};

use super::Answer;
use super::mailing_shapes::UnreachableListShape;
use crate::app::App;
use crate::http::extract::{Organizer, PathPart};
use crate::usecases::unreachable;

/// List who of a session cannot be reached by mail
///
/// With telephone numbers: those without a mail address, and those whose mail came back.
#[utoipa::path(
    get, path = "/sessions/{session}/unreachable", tag = "Registrations (staff)", security(("token" = ["registrations:read"])),
    params(("session" = String, Path, description = "Id")),
    responses((status = 200, description = "All of them", body = UnreachableListShape)),
)]
pub async fn of_session(app: web::Data<App>, organizer: Organizer, session: PathPart) -> Answer {
    let found = unreachable::of_session(&app, &organizer.0, &session.0).await?;
    Ok(HttpResponse::Ok().json(UnreachableListShape::of(&found)))
}

/// List who of an event cannot be reached by mail
///
/// With telephone numbers: those without a mail address, and those whose mail came back.
#[utoipa::path(
    get, path = "/events/{event}/unreachable", tag = "Registrations (staff)", security(("token" = ["registrations:read"])),
    params(("event" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "All of them", body = UnreachableListShape)),
)]
pub async fn of_event(app: web::Data<App>, organizer: Organizer, event: PathPart) -> Answer {
    let found = unreachable::of_event(&app, &organizer.0, &event.0).await?;
    Ok(HttpResponse::Ok().json(UnreachableListShape::of(&found)))
}
