//! Files that are no pages: stylesheet, icon, and what robots ask for.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};

use super::fault::PageFault;
use crate::http::assets::{self, Asset};
use crate::http::error::HttpError;

/// Browsers that ask for `/favicon.ico` unbidden get the same icon as everybody.
const FOR_AN_HOUR: &str = "public, max-age=3600";
const FOR_A_DAY: &str = "public, max-age=86400";

/// The pages with secrets in their addresses are not listed: they say themselves that nobody may index
/// them, and only who may fetch a page can read that.
const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /console\nDisallow: /mailbox\n";

/// A file under the name that changes with its content.
pub async fn asset(request: HttpRequest) -> Result<HttpResponse, PageFault> {
    if let Some(found) = assets::find(request.path()) {
        return Ok(file(found, assets::CACHE_CONTROL));
    }
    let style = assets::find_brand_style(request.path()).ok_or(HttpError::NoSuchRoute)?;
    let response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, assets::stylesheet().content_type))
        .insert_header((CACHE_CONTROL, assets::CACHE_CONTROL))
        .body(style);
    Ok(response)
}

/// What pages of other sites load to embed a form.
pub async fn embed_script() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/javascript; charset=utf-8"))
        .insert_header((CACHE_CONTROL, FOR_AN_HOUR))
        // Pages that isolate themselves may load it, too.
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .body(assets::EMBED_SCRIPT)
}

pub async fn favicon() -> HttpResponse {
    file(assets::icon(), FOR_A_DAY)
}

pub async fn robots() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, FOR_A_DAY))
        .body(ROBOTS)
}

fn file(asset: &'static Asset, keeping: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.content_type))
        .insert_header((CACHE_CONTROL, keeping))
        .body(asset.bytes)
}
