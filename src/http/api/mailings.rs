//! Mailings, for staff: announcements composed, all mailings looked at and directed.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};

use super::mailing_shapes::{MailingPageShape, MailingShape, PreviewShape};
use super::{Answer, BASE};
use crate::app::App;
use crate::domain::announcement::AnnouncementDraft;
use crate::domain::mailing::MailingOrder;
use crate::http::extract::{JsonBody, Organizer, PathPart, Query};
use crate::usecases::{compose_announcement, direct_mailing, preview_mailing};

/// Compose an announcement
///
/// A draft: nobody is written to before it is started. `kind` may also be `thank_you` or `survey`, whose
/// `body` is an addition to their own text.
#[utoipa::path(
    post, path = "/events/{event}/announcements", tag = "Mailings (staff)", security(("token" = ["outbox:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    request_body(content = AnnouncementDraft, example = json!({
        "subject": {"ja": "駐車場のご案内", "en": "Parking"},
        "body": {"ja": "当日は第2駐車場をご利用ください。", "en": "Please use car park 2."},
        "filter": {"states": ["confirmed", "waitlisted"]}
    })),
    responses((status = 201, description = "The draft", body = MailingShape, headers(("Location" = String, description = "Its address")))),
)]
pub async fn compose(
    app: web::Data<App>,
    organizer: Organizer,
    event: PathPart,
    body: JsonBody,
) -> Answer {
    let draft: AnnouncementDraft = body.read().await?;
    let mailing = compose_announcement::create(&app, &organizer.0, &event.0, &draft, None).await?;
    let location = app.links.link(&format!("{BASE}/mailings/{}", mailing.row.id.0));
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(MailingShape::of(&mailing)))
}

/// List an event's mailings, newest first
///
/// Announcements, reminders, and notices of change or cancellation.
#[utoipa::path(
    get, path = "/events/{event}/mailings", tag = "Mailings (staff)", security(("token" = ["outbox:read"])),
    params(
        ("event" = String, Path, description = "Id or slug"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "One page", body = MailingPageShape)),
)]
pub async fn list(
    app: web::Data<App>,
    organizer: Organizer,
    event: PathPart,
    mut query: Query,
) -> Answer {
    let cursor = query.text("cursor");
    query.finish()?;
    let page = direct_mailing::list(&app, &organizer.0, &event.0, cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(MailingPageShape::of(&page)))
}

/// Show a mailing with its progress
#[utoipa::path(
    get, path = "/mailings/{mailing}", tag = "Mailings (staff)", security(("token" = ["outbox:read"])),
    params(("mailing" = String, Path, description = "Id")),
    responses((status = 200, description = "The mailing", body = MailingShape)),
)]
pub async fn show(app: web::Data<App>, organizer: Organizer, mailing: PathPart) -> Answer {
    let mailing = direct_mailing::show(&app, &organizer.0, &mailing.0).await?;
    Ok(HttpResponse::Ok().json(MailingShape::of(&mailing)))
}

/// Preview a mailing
///
/// How many would get it if it were started now, and a real person's mail.
#[utoipa::path(
    post, path = "/mailings/{mailing}/preview", tag = "Mailings (staff)", security(("token" = ["outbox:write", "registrations:read"])),
    params(("mailing" = String, Path, description = "Id")),
    responses((status = 200, description = "The preview", body = PreviewShape)),
)]
pub async fn preview(app: web::Data<App>, organizer: Organizer, mailing: PathPart) -> Answer {
    let preview = preview_mailing::preview(&app, &organizer.0, &mailing.0).await?;
    Ok(HttpResponse::Ok().json(PreviewShape::of(preview)))
}

async fn order(
    app: &App,
    organizer: &Organizer,
    mailing: &PathPart,
    order: MailingOrder,
) -> Answer {
    let mailing = direct_mailing::order(app, &organizer.0, &mailing.0, order).await?;
    Ok(HttpResponse::Ok().json(MailingShape::of(&mailing)))
}

/// Start an announcement
///
/// Its recipients are recorded first; each is then written to once, whatever happens in between.
#[utoipa::path(
    post, path = "/mailings/{mailing}/start", tag = "Mailings (staff)", security(("token" = ["outbox:write"])),
    params(("mailing" = String, Path, description = "Id")),
    responses((status = 200, description = "The mailing as it is now", body = MailingShape)),
)]
pub async fn start(app: web::Data<App>, organizer: Organizer, mailing: PathPart) -> Answer {
    order(&app, &organizer, &mailing, MailingOrder::Start).await
}

/// Pause a mailing
///
/// At once: mails that nobody has tried to send are taken back out of the queue.
#[utoipa::path(
    post, path = "/mailings/{mailing}/pause", tag = "Mailings (staff)", security(("token" = ["outbox:write"])),
    params(("mailing" = String, Path, description = "Id")),
    responses((status = 200, description = "The mailing as it is now", body = MailingShape)),
)]
pub async fn pause(app: web::Data<App>, organizer: Organizer, mailing: PathPart) -> Answer {
    order(&app, &organizer, &mailing, MailingOrder::Pause).await
}

/// Resume a mailing that was paused
#[utoipa::path(
    post, path = "/mailings/{mailing}/resume", tag = "Mailings (staff)", security(("token" = ["outbox:write"])),
    params(("mailing" = String, Path, description = "Id")),
    responses((status = 200, description = "The mailing as it is now", body = MailingShape)),
)]
pub async fn resume(app: web::Data<App>, organizer: Organizer, mailing: PathPart) -> Answer {
    order(&app, &organizer, &mailing, MailingOrder::Resume).await
}

/// Give a mailing up
///
/// Nobody is written to who has not been.
#[utoipa::path(
    post, path = "/mailings/{mailing}/abort", tag = "Mailings (staff)", security(("token" = ["outbox:write"])),
    params(("mailing" = String, Path, description = "Id")),
    responses((status = 200, description = "The mailing as it is now", body = MailingShape)),
)]
pub async fn abort(app: web::Data<App>, organizer: Organizer, mailing: PathPart) -> Answer {
    order(&app, &organizer, &mailing, MailingOrder::Abort).await
}
