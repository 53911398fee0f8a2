//! The page for programs' authors: Swagger UI from our own files, which asks nobody else for anything.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use actix_web::web::{self, Bytes, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::Config;

use super::api::{Answer, BASE};
use super::error::HttpError;

/// Where the page is; its files are beside it.
pub const HOME: &str = "/docs/";

/// Swagger UI sets styles in its markup; scripts are from here only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

pub fn routes(config: &mut ServiceConfig) {
    // The checker of documents is somebody else's server; "none" is how Swagger UI is told not to ask it.
    let swagger =
        Config::from(format!("{BASE}/openapi.json")).validator_url("none").deep_linking(true);
    config
        .app_data(web::Data::new(swagger))
        .service(web::resource("/docs").route(web::get().to(to_home)))
        .service(web::resource("/docs/{file:.*}").route(web::get().to(file)));
}

async fn to_home() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, HOME)).finish()
}

async fn file(request: HttpRequest, swagger: web::Data<Config<'static>>) -> Answer {
    let path = request.match_info().query("file").to_owned();
    let found = utoipa_swagger_ui::serve(&path, Arc::clone(&swagger))
        .map_err(|_| HttpError::Internal("a file of the documentation could not be made"))?;
    let file = found.ok_or(HttpError::NoSuchRoute)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, file.content_type));
    response.insert_header((CONTENT_SECURITY_POLICY, POLICY));
    response.insert_header((CACHE_CONTROL, "public, max-age=3600"));
    Ok(response.body(match file.bytes {
        Cow::Borrowed(ours) => Bytes::from_static(ours),
        Cow::Owned(made) => made.into(),
    }))
}
