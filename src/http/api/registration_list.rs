//! Listing and searching a session's registrations, for staff.

use actix_web::{HttpResponse, web};

use super::Answer;
use super::registration_shapes::RegistrationPageShape;
use crate::app::App;
use crate::http::extract::{Organizer, PathPart, Query};
use crate::usecases::list_registrations;

/// List and search a session's registrations
///
/// In order of acceptance.
#[utoipa::path(
    get, path = "/sessions/{session}/registrations", tag = "Registrations (staff)",
    security(("token" = ["registrations:read"])),
    params(
        ("session" = String, Path, description = "Id"),
        ("state" = Option<String>, Query, description = "One state, or several with commas between"),
        ("q" = Option<String>, Query, description = "Names, readings, company, address, telephone or reception number, in any spelling"),
        ("updated_since" = Option<String>, Query, description = "RFC 3339"),
        ("limit" = Option<i64>, Query, description = "1 to 500, 50 where absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "One page", body = RegistrationPageShape)),
)]
pub async fn list(
    app: web::Data<App>,
    organizer: Organizer,
    session: PathPart,
    mut query: Query,
) -> Answer {
    let wanted = list_registrations::Query {
        state: query.text("state"),
        q: query.text("q"),
        updated_since: query.text("updated_since"),
        limit: query.number("limit"),
        cursor: query.text("cursor"),
    };
    query.finish()?;
    let page = list_registrations::list(&app, &organizer.0, &session.0, &wanted).await?;
    Ok(HttpResponse::Ok().json(RegistrationPageShape::of(&page)))
}
