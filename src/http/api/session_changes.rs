//! Adding, changing and ending sessions, for staff.

use actix_web::{HttpResponse, web};

use super::programme_shapes::{ChangedSessionShape, SessionShape};
use super::{Answer, answers};
use crate::app::App;
use crate::domain::draft::SessionDraft;
use crate::http::extract::{JsonBody, Organizer, PathPart};
use crate::usecases::change_session;
use crate::usecases::notice::CancelDraft;

/// Add a session to an event
#[utoipa::path(
    post, path = "/events/{event}/sessions", tag = "Sessions (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    request_body(content = SessionDraft, example = json!({
        "name": "萩", "capacity": 20,
        "meetings": [{"starts_at": "2026-10-16T14:00:00+09:00", "ends_at": "2026-10-16T15:30:00+09:00", "venue": "市民館"}]
    })),
    responses((status = 201, description = "The session", body = SessionShape, headers(("Location" = String, description = "Its address")))),
)]
pub async fn create(
    app: web::Data<App>,
    organizer: Organizer,
    event: PathPart,
    body: JsonBody,
) -> Answer {
    let draft: SessionDraft = body.read().await?;
    let id = change_session::create(&app, &organizer.0, &event.0, &draft).await?;
    answers::new_session(&app, &organizer.0, id).await
}

/// Change a session
///
/// A merge patch (RFC 7396): what is absent stays, `null` takes away. A raised capacity promotes from the
/// waiting list; one below what is confirmed is refused with the numbers. Where it changes what people
/// need to know, those who hold or await a seat are told by mail a minute later; `"notify": false` beside
/// the changes tells nobody.
#[utoipa::path(
    patch, path = "/sessions/{session}", tag = "Sessions (staff)", security(("token" = ["events:write"])),
    params(("session" = String, Path, description = "Id")),
    request_body(content = Object, example = json!({"capacity": 25})),
    responses((status = 200, description = "The session as it is now", body = ChangedSessionShape)),
)]
pub async fn change(
    app: web::Data<App>,
    organizer: Organizer,
    session: PathPart,
    body: JsonBody,
) -> Answer {
    let patch = body.receive().await?.value;
    let id = change_session::change(&app, &organizer.0, &session.0, &patch).await?;
    answers::changed_session(&app, &organizer.0, id, false).await
}

/// Delete a session that nobody has applied to
#[utoipa::path(
    delete, path = "/sessions/{session}", tag = "Sessions (staff)", security(("token" = ["events:write"])),
    params(("session" = String, Path, description = "Id")),
    responses((status = 204, description = "It is gone")),
)]
pub async fn delete(app: web::Data<App>, organizer: Organizer, session: PathPart) -> Answer {
    change_session::delete(&app, &organizer.0, &session.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take no more applications for a session
#[utoipa::path(
    post, path = "/sessions/{session}/close", tag = "Sessions (staff)", security(("token" = ["events:write"])),
    params(("session" = String, Path, description = "Id")),
    responses((status = 200, description = "The session as it is now", body = SessionShape)),
)]
pub async fn close(app: web::Data<App>, organizer: Organizer, session: PathPart) -> Answer {
    let id = change_session::close(&app, &organizer.0, &session.0).await?;
    answers::own_session(&app, &organizer.0, id).await
}

/// Take applications for a session again
#[utoipa::path(
    post, path = "/sessions/{session}/reopen", tag = "Sessions (staff)", security(("token" = ["events:write"])),
    params(("session" = String, Path, description = "Id")),
    responses((status = 200, description = "The session as it is now", body = SessionShape)),
)]
pub async fn reopen(app: web::Data<App>, organizer: Organizer, session: PathPart) -> Answer {
    let id = change_session::reopen(&app, &organizer.0, &session.0).await?;
    answers::own_session(&app, &organizer.0, id).await
}

/// Call a session off
///
/// For good. Everybody who has applied is told by mail, also those who wait; `unreachable` lists who has to
/// be called. The registrations stay as they are.
#[utoipa::path(
    post, path = "/sessions/{session}/cancel", tag = "Sessions (staff)", security(("token" = ["events:write"])),
    params(("session" = String, Path, description = "Id")),
    request_body(content = Option<CancelDraft>, example = json!({"reason": "台風接近のため"})),
    responses((status = 200, description = "The session as it is now", body = ChangedSessionShape)),
)]
pub async fn cancel(
    app: web::Data<App>,
    organizer: Organizer,
    session: PathPart,
    body: JsonBody,
) -> Answer {
    let draft: CancelDraft = body.read_if_any().await?;
    let id = change_session::cancel(&app, &organizer.0, &session.0, &draft).await?;
    answers::changed_session(&app, &organizer.0, id, true).await
}
