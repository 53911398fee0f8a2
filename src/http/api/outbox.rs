//! The mail queue, for staff.

use actix_web::{HttpResponse, web};
use uuid::Uuid;

use super::Answer;
use super::mail_shapes::{
    MailPageShape, MailShape, MailSummaryShape, RetriedShape, RetryBody, RetryManyBody,
};
use crate::app::App;
use crate::domain::mail_kind::MailKind;
use crate::domain::mail_state::MailState;
use crate::http::extract::{JsonBody, Organizer, PathPart, Query};
use crate::store::outbox_list::Filter;
use crate::store::types::{Id, Time};
use crate::usecases::{Permission, deliver_by_hand, list_mails, mail_standing};

/// List the organization's mails, newest first
#[utoipa::path(
    get, path = "/outbox", tag = "Mail (staff)", security(("token" = ["outbox:read"])),
    params(
        ("state" = Option<String>, Query, description = "`queued`, `sending`, `retry`, `sent`, `unknown`, `failed`, `held`, `aborted` or `bounced`"),
        ("kind" = Option<String>, Query, description = "Such as `registration_confirmed`"),
        ("event" = Option<String>, Query, description = "Id"),
        ("session" = Option<String>, Query, description = "Id"),
        ("registration" = Option<String>, Query, description = "Id"),
        ("q" = Option<String>, Query, description = "The recipient's whole address"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "One page", body = MailPageShape)),
)]
pub async fn list(app: web::Data<App>, organizer: Organizer, mut query: Query) -> Answer {
    let id = |text: &str| Uuid::parse_str(text).map(Id).ok();
    let filter = Filter {
        state: query.choice("state", MailState::parse),
        kind: query.choice("kind", MailKind::parse).map(|kind| kind.as_str().to_owned()),
        event: query.choice("event", id),
        session: query.choice("session", id),
        registration: query.choice("registration", id),
        recipient: query.text("q"),
        ..Filter::default()
    };
    let cursor = query.text("cursor");
    query.finish()?;
    let page = list_mails::page(&app, &organizer.0, filter, cursor.as_deref()).await?;
    Ok(HttpResponse::Ok().json(MailPageShape::of(&page)))
}

/// Tell how the organization's mail stands
///
/// What failed, came back or may not have arrived in the last 14 days, and whether mail goes out at all.
#[utoipa::path(
    get, path = "/outbox/summary", tag = "Mail (staff)", security(("token" = ["outbox:read"])),
    responses((status = 200, description = "How mail stands", body = MailSummaryShape)),
)]
pub async fn summary(app: web::Data<App>, organizer: Organizer) -> Answer {
    organizer.0.must(Permission::ReadOutbox)?;
    let standing = mail_standing::of(&app, &organizer.0).await?;
    Ok(HttpResponse::Ok().json(MailSummaryShape::of(&standing)))
}

/// Send failed mails of a kind again, as after an outage
///
/// Each with its own Message-ID. Those whose session has begun are left as they are.
#[utoipa::path(
    post, path = "/outbox/retry", tag = "Mail (staff)", security(("token" = ["outbox:write"])),
    request_body(content = RetryManyBody, example = json!({"kind": "registration_confirmed", "failed_since": "2026-10-01T09:00:00+09:00"})),
    responses((status = 200, description = "How many", body = RetriedShape)),
)]
pub async fn retry_many(app: web::Data<App>, organizer: Organizer, body: JsonBody) -> Answer {
    organizer.0.must(Permission::WriteOutbox)?;
    let body: RetryManyBody = body.read().await?;
    let filter = Filter {
        event: body.event.map(Id),
        session: body.session.map(Id),
        since: body.failed_since.map(Time),
        ..Filter::default()
    };
    let done = deliver_by_hand::retry_many(&app, &organizer.0, body.kind, filter).await?;
    Ok(HttpResponse::Ok().json(RetriedShape::of(done)))
}

/// Send a mail again that was not delivered
///
/// With the same Message-ID, so that who has it already sees it once. The body may be absent, but for a
/// mail in state `unknown`.
#[utoipa::path(
    post, path = "/outbox/{id}/retry", tag = "Mail (staff)", security(("token" = ["outbox:write"])),
    params(("id" = String, Path, description = "Id")),
    request_body(content = RetryBody, example = json!({"reason": "電話で未着を確認"})),
    responses((status = 200, description = "The mail as it is now", body = MailShape)),
)]
pub async fn retry(
    app: web::Data<App>,
    organizer: Organizer,
    id: PathPart,
    body: JsonBody,
) -> Answer {
    organizer.0.must(Permission::WriteOutbox)?;
    let body: RetryBody = body.read_if_any().await?;
    let mail = deliver_by_hand::retry(&app, &organizer.0, &id.0, body.reason.as_deref()).await?;
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
