//! Files that are no pages: stylesheet, icon, and what robots ask for.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};

use super::fault::PageFault;
use crate::http::assets::{self, Asset};
use crate::http::error::HttpError;

/// Browsers that ask for `/favicon.ico` unbidden get the same icon as everybody.
const FOR_A_DAY: &str = "public, max-age=86400";

/// The pages with secrets in their addresses are not listed: they say themselves that nobody may index
/// them, and only who may fetch a page can read that.
const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /console\nDisallow: /mailbox\n";

/// A file under the name that changes with its content.
pub async fn asset(request: HttpRequest) -> Result<HttpResponse, PageFault> {
    let found = assets::find(request.path()).ok_or(HttpError::NoSuchRoute)?;
    Ok(file(found, assets::CACHE_CONTROL))
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
