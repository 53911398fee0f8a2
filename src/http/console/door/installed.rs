//! The door's page as an installed application: what its browser needs to open it without network.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::json;

use super::super::open_visit::Page;
use super::super::visit::Visit;
use super::results;
use crate::http::assets;
use crate::usecases::Failure;
use crate::usecases::check_in::place;

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// `GET …/check-in/worker.js`: what answers for the server while there is no network. It may answer for this folder
/// alone, which is where it lies.
pub async fn worker(visit: Visit) -> HttpResponse {
    let outcome = script(&visit).await;
    visit.answer(outcome)
}

async fn script(visit: &Visit) -> Page {
    place::event_to_receive(&visit.app, visit.principal(), visit.part("event")?).await?;
    let script = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/javascript; charset=utf-8"))
        .body(assets::DOOR_WORKER);
    Ok(script)
}

/// `GET …/check-in/{meeting}/app.webmanifest` (W3C Web Application Manifest).
pub async fn manifest(visit: Visit) -> HttpResponse {
    let outcome = described(&visit).await;
    visit.answer(outcome)
}

async fn described(visit: &Visit) -> Page {
    let place = super::here(visit).await?;
    let session = place.session().ok_or(Failure::NotFound)?;
    let name = results::name_of(visit, &place.programme, session);
    let texts = visit.open_frame(visit.language_links());
    let path = super::path_of(&place);
    let manifest = json!({
        "name": format!("{} {name}", texts.t("event-check-in")),
        "short_name": texts.t("event-check-in"),
        "lang": texts.html_language(),
        "id": path, "start_url": path,
        "scope": format!("/console/events/{}/check-in/", place.programme.event.id),
        "display": "standalone",
        "background_color": "#ffffff", "theme_color": "#0017c1",
        "icons": [{"src": assets::icon().path, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    });
    let response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/manifest+json"))
        .body(manifest.to_string());
    Ok(response)
}

/// Lets the page use the telephone's camera, which no other page may.
pub fn let_use_camera(response: &mut HttpResponse) {
    let allowed = HeaderValue::from_static("camera=(self), microphone=(), geolocation=()");
    response.headers_mut().insert(PERMISSIONS, allowed);
}
