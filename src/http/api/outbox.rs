//! The mail queue, for staff.

use actix_web::{HttpResponse, web};

use super::Answer;
use super::mail_shapes::{MailPageShape, MailShape};
use crate::app::App;
use crate::http::extract::{Organizer, PathPart, Query};
use crate::usecases::deliver_by_hand;

/// List the organization's mails, newest first
#[utoipa::path(
    get, path = "/outbox", tag = "Mail (staff)", security(("token" = ["outbox:read"])),
    params(
        ("state" = Option<String>, Query, description = "`queued`, `sending`, `retry`, `sent`, `unknown`, `failed`, `held`, `aborted` or `bounced`"),
        ("kind" = Option<String>, Query, description = "Such as `registration_confirmed`"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "One page", body = MailPageShape)),
)]
pub async fn list(app: web::Data<App>, organizer: Organizer, mut query: Query) -> Answer {
    let (state, kind, cursor) = (query.text("state"), query.text("kind"), query.text("cursor"));
    query.finish()?;
    let page = deliver_by_hand::list(&app, &organizer.0, state, kind, cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(MailPageShape::of(&page)))
}

/// Send a mail again that was not delivered
///
/// With the same Message-ID, so that who has it already sees it once.
#[utoipa::path(
    post, path = "/outbox/{id}/retry", tag = "Mail (staff)", security(("token" = ["outbox:write"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The mail as it is now", body = MailShape)),
)]
pub async fn retry(app: web::Data<App>, organizer: Organizer, id: PathPart) -> Answer {
    let mail = deliver_by_hand::retry(&app, &organizer.0, &id.0).await?;
    Ok(HttpResponse::Ok().json(MailShape::of(&mail)))
}

/// Give a mail up
#[utoipa::path(
    post, path = "/outbox/{id}/abort", tag = "Mail (staff)", security(("token" = ["outbox:write"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The mail as it is now", body = MailShape)),
)]
pub async fn abort(app: web::Data<App>, organizer: Organizer, id: PathPart) -> Answer {
    let mail = deliver_by_hand::abort(&app, &organizer.0, &id.0).await?;
    Ok(HttpResponse::Ok().json(MailShape::of(&mail)))
}
