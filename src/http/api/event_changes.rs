//! Making, changing and ending events, for staff.

use actix_web::{HttpResponse, web};

use super::programme_shapes::{ChangedEventShape, EventShape};
use super::{Answer, answers};
use crate::app::App;
use crate::domain::draft::EventDraft;
use crate::http::extract::{JsonBody, Organizer, PathPart};
use crate::usecases::notice::CancelDraft;
use crate::usecases::{change_event, create_event};

/// Make an event with its sessions, as a draft
#[utoipa::path(
    post, path = "/events", tag = "Events (staff)", security(("token" = ["events:write"])),
    request_body(content = EventDraft, example = json!({
        "title": "テレワーク説明会", "slug": "telework-2026", "capacity_unit": "person", "people_per_application": 3,
        "sessions": [{
            "name": "下関", "capacity": 20, "opens_at": "2026-10-01T09:00:00+09:00", "closes_at": "2026-10-14T17:00:00+09:00",
            "meetings": [{"starts_at": "2026-10-15T14:00:00+09:00", "ends_at": "2026-10-15T15:30:00+09:00", "venue": "市民会館"}]
        }]
    })),
    responses((status = 201, description = "The draft", body = EventShape, headers(("Location" = String, description = "Its address")))),
)]
pub async fn create(app: web::Data<App>, organizer: Organizer, body: JsonBody) -> Answer {
    let draft: EventDraft = body.read().await?;
    let id = create_event::create(&app, &organizer.0, &draft).await?;
    answers::new_event(&app, &organizer.0, &id.to_string()).await
}

/// Change an event
///
/// A merge patch (RFC 7396): what is absent stays, `null` takes away. Sessions are changed by themselves.
/// Where it changes what people need to know, those who hold or await a seat are told by mail a minute
/// later; `"notify": false` beside the changes tells nobody.
#[utoipa::path(
    patch, path = "/events/{event}", tag = "Events (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    request_body(content = Object, example = json!({"contact": "商工労働部 000-1234-5678"})),
    responses((status = 200, description = "The event as it is now", body = ChangedEventShape)),
)]
pub async fn change(
    app: web::Data<App>,
    organizer: Organizer,
    event: PathPart,
    body: JsonBody,
) -> Answer {
    let patch = body.receive().await?.value;
    let id = own_id(&app, &organizer, &event).await?;
    change_event::change(&app, &organizer.0, &id, &patch).await?;
    answers::changed_event(&app, &organizer.0, &id, false).await
}

/// The slug may be what is changed; the id stays.
async fn own_id(
    app: &App,
    organizer: &Organizer,
    event: &PathPart,
) -> Result<String, crate::usecases::Failure> {
    let organization = organizer.0.organization;
    let programme = crate::usecases::find_programme::own_event(app, organization, &event.0).await?;
    Ok(programme.event.id.to_string())
}

/// Delete an event that nobody has applied to
#[utoipa::path(
    delete, path = "/events/{event}", tag = "Events (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    responses((status = 204, description = "It is gone")),
)]
pub async fn delete(app: web::Data<App>, organizer: Organizer, event: PathPart) -> Answer {
    change_event::delete(&app, &organizer.0, &event.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Publish an event
///
/// One that is published already stays so.
#[utoipa::path(
    post, path = "/events/{event}/publish", tag = "Events (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "The event as it is now", body = EventShape)),
)]
pub async fn publish(app: web::Data<App>, organizer: Organizer, event: PathPart) -> Answer {
    change_event::publish(&app, &organizer.0, &event.0).await?;
    answers::own_event(&app, &organizer.0, &event.0).await
}

/// Take no more applications for an event
#[utoipa::path(
    post, path = "/events/{event}/close", tag = "Events (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "The event as it is now", body = EventShape)),
)]
pub async fn close(app: web::Data<App>, organizer: Organizer, event: PathPart) -> Answer {
    change_event::close(&app, &organizer.0, &event.0).await?;
    answers::own_event(&app, &organizer.0, &event.0).await
}

/// Call an event off
///
/// For good, with all its sessions. Everybody who has applied is told by mail, also those who wait;
/// `unreachable` lists who has to be called. The registrations stay as they are.
#[utoipa::path(
    post, path = "/events/{event}/cancel", tag = "Events (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    request_body(content = Option<CancelDraft>, example = json!({"reason": "台風接近のため"})),
    responses((status = 200, description = "The event as it is now", body = ChangedEventShape)),
)]
pub async fn cancel(
    app: web::Data<App>,
    organizer: Organizer,
    event: PathPart,
    body: JsonBody,
) -> Answer {
    let draft: CancelDraft = body.read_if_any().await?;
    change_event::cancel(&app, &organizer.0, &event.0, &draft).await?;
    answers::changed_event(&app, &organizer.0, &event.0, true).await
}
