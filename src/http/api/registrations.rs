//! Applying, and what applicants do with their own registration.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::proofs::{self, Spent};
use super::registration_shapes::{AcceptedShape, OwnRegistrationShape};
use super::{Answer, BASE};
use crate::app::App;
use crate::domain::application::{ApplicationDraft, RegistrationDraft};
use crate::http::conditional;
use crate::http::extract::{Caller, JsonBody, PathPart, idempotency_key, seen_version};
use crate::usecases::answer_offer::OfferAnswer;
use crate::usecases::apply::{self, Applied, Known};
use crate::usecases::registration::Placed;
use crate::usecases::{
    Failure, Principal, answer_offer, calendar_file, change_registration, move_registration,
    registration, withdraw,
};

/// Apply to a session
///
/// Anybody. With a token it is a proxy entry, which may say `source`, `received_at`, `note` and
/// `exceed_reason`. A full session answers 409 `session_full`, or 201 `waitlisted`, as it is set. With an
/// `Idempotency-Key` the same request sent again has the same answer and registers once.
#[utoipa::path(
    post, path = "/sessions/{session}/registrations", tag = "Registrations", security((), ("token" = ["registrations:write"])),
    params(
        ("session" = String, Path, description = "Id"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters"),
        ("Proof-Of-Work" = Option<String>, Header, description = "Where the event asks for it: the challenge, a space, the numbers with dots"),
    ),
    request_body(content = ApplicationDraft, example = json!({
        "applicant": {"name": "山田 太郎", "kana": "やまだ たろう", "email": "taro@example.jp", "phone": "000-1234-5678"},
        "seats": 1, "answers": {}, "language": "ja", "consent": true
    })),
    responses((status = 201, description = "It was accepted", body = AcceptedShape, headers(("Location" = String, description = "The registration's address")))),
)]
pub async fn apply(
    app: web::Data<App>,
    caller: Caller,
    session: PathPart,
    request: HttpRequest,
    body: JsonBody,
) -> Answer {
    let key = idempotency_key(&request)?;
    let body = body.receive().await?;
    let idempotency =
        key.map(|key| apply::idempotency(&scoped(&key, caller.0.as_ref()), &body.bytes));
    let body_hash: [u8; 32] = Sha256::digest(&body.bytes).into();
    let draft: ApplicationDraft = body.read()?;
    let applied = match &caller.0 {
        Some(principal) => {
            apply::by_staff(&app, principal, &session.0, &draft, idempotency).await?
        }
        None if is_staff_entry(&draft) => return Err(Failure::Unauthorized.into()),
        None => {
            // A proof is used up by what it was sent with, whatever key came along.
            let (idempotency, known) =
                match proofs::spent(&app, &session.0, &request, body_hash).await? {
                    Spent::NotAsked => (idempotency, Known::Enough),
                    Spent::Good(proof) => (Some(proof), Known::Enough),
                    Spent::Missing => (idempotency, Known::Unproved),
                };
            apply::by_api(&app, &session.0, &draft, idempotency, known).await?
        }
    };
    Ok(accepted(&app, &applied))
}

/// Keys of staff and of the public do not meet. NUL cannot be in a key.
fn scoped(key: &str, caller: Option<&Principal>) -> String {
    caller.map_or_else(|| key.to_owned(), |principal| format!("{}\0{key}", principal.organization))
}

fn is_staff_entry(draft: &ApplicationDraft) -> bool {
    draft.source.is_some()
        || draft.received_at.is_some()
        || draft.note.is_some()
        || draft.exceed_reason.is_some()
}

fn accepted(app: &App, applied: &Applied) -> HttpResponse {
    let location = app.links.link(&format!("{BASE}/registrations/{}", applied.manage_token));
    HttpResponse::Created().insert_header((LOCATION, location)).json(AcceptedShape::of(applied))
}

/// A registration as it is now, with its version as tag.
fn current(app: &App, placed: &Placed) -> HttpResponse {
    let tag = conditional::tag_of_version(placed.registration.version);
    HttpResponse::Ok().insert_header((ETAG, tag)).json(OwnRegistrationShape::of(placed, &app.links))
}

/// Show a registration to its applicant
///
/// By the secret token at the end of `manage_url`. Online addresses are shown once the seat is confirmed.
#[utoipa::path(
    get, path = "/registrations/{token}", tag = "Registrations", security(()),
    params(("token" = String, Path, description = "The end of `manage_url`")),
    responses((status = 200, description = "The registration", body = OwnRegistrationShape)),
)]
pub async fn show(app: web::Data<App>, token: PathPart) -> Answer {
    let placed = registration::by_token(&app, &token.0).await?;
    Ok(current(&app, &placed))
}

/// Change a registration without giving up its place
///
/// A merge patch (RFC 7396): what is absent stays, `null` takes away.
#[utoipa::path(
    patch, path = "/registrations/{token}", tag = "Registrations", security(()),
    params(
        ("token" = String, Path, description = "The end of `manage_url`"),
        ("If-Match" = Option<String>, Header, description = "The ETag last seen; 412 where it has changed since"),
    ),
    request_body(content = RegistrationDraft, example = json!({"applicant": {"phone": "000-1234-5678"}})),
    responses((status = 200, description = "The registration as it is now", body = OwnRegistrationShape)),
)]
pub async fn change(
    app: web::Data<App>,
    token: PathPart,
    request: HttpRequest,
    body: JsonBody,
) -> Answer {
    let seen = seen_version(&request)?;
    let patch = body.receive().await?.value;
    let placed = change_registration::by_token(&app, &token.0, &patch, seen).await?;
    Ok(current(&app, &placed))
}

/// Withdraw a registration
///
/// Its seat goes to the next who waits. One that has ended already answers 409 `wrong_state` with its `state`.
#[utoipa::path(
    delete, path = "/registrations/{token}", tag = "Registrations", security(()),
    params(("token" = String, Path, description = "The end of `manage_url`")),
    responses((status = 200, description = "The registration as it is now", body = OwnRegistrationShape)),
)]
pub async fn withdraw(app: web::Data<App>, token: PathPart) -> Answer {
    let placed = withdraw::by_token(&app, &token.0).await?;
    Ok(current(&app, &placed))
}

/// Where a registration is to go.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDraft {
    /// Id of another session of the same event.
    pub session: String,
}

/// Move a registration to another session of its event
///
/// The old seat is kept unless there is a place in the new session.
#[utoipa::path(
    post, path = "/registrations/{token}/move", tag = "Registrations", security(()),
    params(("token" = String, Path, description = "The end of `manage_url`")),
    request_body(content = MoveDraft, example = json!({"session": "0199d1f0-0000-7000-8000-000000000002"})),
    responses((status = 200, description = "The registration as it is now", body = OwnRegistrationShape)),
)]
pub async fn move_to(app: web::Data<App>, token: PathPart, body: JsonBody) -> Answer {
    let wanted: MoveDraft = body.read().await?;
    let placed = move_registration::by_token(&app, &token.0, &wanted.session).await?;
    Ok(current(&app, &placed))
}

/// Accept an offered seat
#[utoipa::path(
    post, path = "/registrations/{token}/accept", tag = "Registrations", security(()),
    params(("token" = String, Path, description = "The end of `manage_url`")),
    responses((status = 200, description = "The registration as it is now", body = OwnRegistrationShape)),
)]
pub async fn accept(app: web::Data<App>, token: PathPart) -> Answer {
    let placed = answer_offer::by_token(&app, &token.0, OfferAnswer::Accept).await?;
    Ok(current(&app, &placed))
}

/// Decline an offered seat
#[utoipa::path(
    post, path = "/registrations/{token}/decline", tag = "Registrations", security(()),
    params(("token" = String, Path, description = "The end of `manage_url`")),
    responses((status = 200, description = "The registration as it is now", body = OwnRegistrationShape)),
)]
pub async fn decline(app: web::Data<App>, token: PathPart) -> Answer {
    let placed = answer_offer::by_token(&app, &token.0, OfferAnswer::Decline).await?;
    Ok(current(&app, &placed))
}

/// Get the calendar file of a confirmed registration
#[utoipa::path(
    get, path = "/registrations/{token}/calendar.ics", tag = "Registrations", security(()),
    params(("token" = String, Path, description = "The end of `manage_url`")),
    responses((status = 200, description = "RFC 5545", body = String, content_type = "text/calendar")),
)]
pub async fn calendar(app: web::Data<App>, token: PathPart) -> Answer {
    let file = calendar_file::by_token(&app, &token.0).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"));
    response.insert_header((CONTENT_DISPOSITION, "attachment; filename=\"uketsuke.ics\""));
    Ok(response.body(file))
}
