//! Images of events and logos of organizations, under names that change with their content.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};

use super::address::TwoNames;
use super::fault::PageFault;
use crate::app::App;
use crate::http::assets;
use crate::store::event_images::Size;
use crate::usecases::{event_image, find_programme};

/// Pictures kept in memory, of some twenty kilobytes each: while many press, the database is spared.
const KEPT: usize = 64;

type Kept = HashMap<(String, Size), Bytes>;

/// By content, so that what is kept is never old; whether it may be shown is asked each time.
static PICTURES: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// `/e/{event}/image-{hash}.jpg`
pub async fn image(app: web::Data<App>, names: TwoNames) -> Result<HttpResponse, PageFault> {
    event_picture(&app, &names, Size::Page).await
}

/// `/e/{event}/preview-{hash}.jpg`
pub async fn preview(app: web::Data<App>, names: TwoNames) -> Result<HttpResponse, PageFault> {
    event_picture(&app, &names, Size::Preview).await
}

async fn event_picture(
    app: &App,
    TwoNames(event, hash): &TwoNames,
    size: Size,
) -> Result<HttpResponse, PageFault> {
    let programme = find_programme::public_event(app, event).await?;
    let key = (format!("{} {hash}", programme.event.id), size);
    let is_shown = programme.image.as_ref().is_some_and(|image| image.hash == *hash);
    let known = || PICTURES.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(bytes) = is_shown.then(known).flatten() {
        return Ok(picture("image/jpeg", bytes));
    }
    let bytes = Bytes::from(event_image::bytes(app, event, hash, size).await?);
    let mut kept = PICTURES.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, bytes.clone());
    Ok(picture("image/jpeg", bytes))
}

/// `/o/{organization}/logo-{hash}.{extension}`
pub async fn logo(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, PageFault> {
    let part = |name: &str| request.match_info().get(name).unwrap_or_default().to_owned();
    let name = format!("{}.{}", part("hash"), part("extension"));
    let (media_type, bytes) = event_image::logo(&app, &part("organization"), &name).await?;
    Ok(picture(media_type, Bytes::from(bytes)))
}

fn picture(media_type: &'static str, bytes: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CACHE_CONTROL, assets::CACHE_CONTROL))
        .body(bytes)
}
