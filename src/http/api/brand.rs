//! How an organization and its events show themselves, for staff.

use actix_web::{HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Answer;
use super::brand_shapes::{EventImageDraft, EventImageShape, OrganizationShape, PictureDraft};
use crate::app::App;
use crate::domain::brand::BrandDraft;
use crate::http::error::HttpError;
use crate::http::extract::{JsonBody, Organizer, PICTURE_BODY_MAX, PathPart};
use crate::pictures::FILE_MAX;
use crate::usecases::change_brand::{self, Appearance};
use crate::usecases::{Failure, Permission, event_image, find_programme};

/// A body with a picture in it.
type PictureBody = JsonBody<PICTURE_BODY_MAX>;

/// Read how the organization shows itself
#[utoipa::path(
    get, path = "/organization", tag = "Organization (staff)", security(("token" = ["events:read"])),
    responses((status = 200, description = "The organization", body = OrganizationShape)),
)]
pub async fn show(app: web::Data<App>, organizer: Organizer) -> Answer {
    Ok(answer(&app, change_brand::show(&app, &organizer.0).await?))
}

/// Change how the organization shows itself
///
/// A merge patch (RFC 7396): what is absent stays, `null` brings the usual back. A colour that could not be read
/// is darkened for light pages and lightened for dark ones; `shades` says what became of it. `embed_origins`
/// are the web sites whose pages may embed the organization's forms; without any nobody may.
#[utoipa::path(
    patch, path = "/organization", tag = "Organization (staff)", security(("token" = ["events:write"])),
    request_body(content = BrandDraft, example = json!({"colour": "#0017c1", "embed_origins": ["https://www.city.example.jp"]})),
    responses((status = 200, description = "The organization as it shows itself now", body = OrganizationShape)),
)]
pub async fn change(app: web::Data<App>, organizer: Organizer, body: JsonBody) -> Answer {
    organizer.0.must(Permission::WriteEvents)?;
    let patch = body.receive().await?.value;
    Ok(answer(&app, change_brand::change(&app, &organizer.0, &patch).await?))
}

/// Give the organization a logo
///
/// The picture is made anew: at most 320 × 96 pixels and 6 KiB, without anything hidden in the file.
#[utoipa::path(
    put, path = "/organization/logo", tag = "Organization (staff)", security(("token" = ["events:write"])),
    request_body(content = PictureDraft, example = json!({"image": "iVBORw0KGgo…"})),
    responses((status = 200, description = "The organization as it shows itself now", body = OrganizationShape)),
)]
pub async fn put_logo(app: web::Data<App>, organizer: Organizer, body: PictureBody) -> Answer {
    organizer.0.must(Permission::WriteEvents)?;
    let draft: PictureDraft = body.read().await?;
    let file = bytes_of(&draft.image)?;
    Ok(answer(&app, change_brand::put_logo(&app, &organizer.0, file).await?))
}

/// Take the organization's logo away
#[utoipa::path(
    delete, path = "/organization/logo", tag = "Organization (staff)", security(("token" = ["events:write"])),
    responses((status = 200, description = "The organization as it shows itself now", body = OrganizationShape)),
)]
pub async fn remove_logo(app: web::Data<App>, organizer: Organizer) -> Answer {
    Ok(answer(&app, change_brand::remove_logo(&app, &organizer.0).await?))
}

/// Give an event an image
///
/// Two pictures are made of it, without anything hidden in the file (where a photograph was taken): one of at most
/// 640 × 480 pixels and 20 KiB for the event's page, and one of 1200 × 630 pixels for previews of links. The text
/// that says what it shows is required; without `image` only that text is changed.
#[utoipa::path(
    put, path = "/events/{event}/image", tag = "Organization (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    request_body(content = EventImageDraft, example = json!({"alternative": {"ja": "会場の写真", "en": "The venue"}, "image": "/9j/4AAQSkZJRg…"})),
    responses((status = 200, description = "The image as it is kept", body = EventImageShape)),
)]
pub async fn put_image(
    app: web::Data<App>,
    organizer: Organizer,
    event: PathPart,
    body: PictureBody,
) -> Answer {
    organizer.0.must(Permission::WriteEvents)?;
    let programme = find_programme::own_event(&app, organizer.0.organization, &event.0).await?;
    let draft: EventImageDraft = body.read().await?;
    let file = draft.image.as_deref().map(bytes_of).transpose()?;
    let image = event_image::put(&app, &organizer.0, &event.0, draft.alternative, file).await?;
    let shape = EventImageShape::of(programme.event.slug.as_str(), &image, &app.links);
    Ok(HttpResponse::Ok().json(shape))
}

/// Take an event's image away
#[utoipa::path(
    delete, path = "/events/{event}/image", tag = "Organization (staff)", security(("token" = ["events:write"])),
    params(("event" = String, Path, description = "Id or slug")),
    responses((status = 204, description = "It is gone")),
)]
pub async fn remove_image(app: web::Data<App>, organizer: Organizer, event: PathPart) -> Answer {
    event_image::remove(&app, &organizer.0, &event.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn answer(app: &App, appearance: Appearance) -> HttpResponse {
    HttpResponse::Ok().json(OrganizationShape::of(appearance, &app.links))
}

/// The file that base64 stands for.
fn bytes_of(text: &str) -> Result<Vec<u8>, HttpError> {
    let wrong = |code| HttpError::from(Failure::invalid("/image", code));
    let bytes = STANDARD.decode(text.trim()).map_err(|_| wrong("not_base64"))?;
    if bytes.len() > FILE_MAX { Err(wrong("picture_too_large")) } else { Ok(bytes) }
}
