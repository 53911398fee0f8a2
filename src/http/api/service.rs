//! The API about itself.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use actix_web::{HttpResponse, web};

use super::Answer;
use crate::http::docs;
use crate::http::openapi::Document;

/// Get this document
#[utoipa::path(
    get, path = "/openapi.json", tag = "Documentation", security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = Object)),
)]
pub async fn document(document: web::Data<Document>) -> Answer {
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, "application/json"));
    response.insert_header((CACHE_CONTROL, "public, max-age=60"));
    Ok(response.body(document.as_json().to_owned()))
}

/// Go to the page that shows this document
#[utoipa::path(
    get, path = "/docs", tag = "Documentation", security(()),
    responses((status = 308, description = "To /docs/")),
)]
pub async fn docs() -> Answer {
    Ok(HttpResponse::PermanentRedirect().insert_header((LOCATION, docs::HOME)).finish())
}
