//! Ids, slugs and tokens in a path, in any spelling that somebody may try.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::http::error::HttpError;
use crate::usecases::Failure;

/// Characters; tokens have 43, slugs at most 60.
const LENGTH_MAX: usize = 100;

/// The one part of the path that is a name.
pub struct PathPart(pub String);

/// The two parts of the path that are names, in their order.
pub struct TwoPathParts(pub String, pub String);

impl FromRequest for PathPart {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let part = request.match_info().load::<String>().map_err(|_| Failure::NotFound);
        ready(part.and_then(existing).map(Self).map_err(HttpError::from))
    }
}

impl FromRequest for TwoPathParts {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parts = request.match_info().load::<(String, String)>().map_err(|_| Failure::NotFound);
        let parts = parts.and_then(|(first, second)| Ok(Self(existing(first)?, existing(second)?)));
        ready(parts.map_err(HttpError::from))
    }
}

/// No id, slug or token has other characters: with them, it does not exist, and no database is asked.
fn existing(part: String) -> Result<String, Failure> {
    let is_possible = part.len() <= LENGTH_MAX && part.bytes().all(|b| b.is_ascii_graphic());
    if is_possible { Ok(part) } else { Err(Failure::NotFound) }
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::*;

    async fn show(PathPart(part): PathPart) -> HttpResponse {
        HttpResponse::Ok().body(part)
    }

    async fn status_of(path: &str) -> u16 {
        let app = init_service(App::new().route("/e/{event}", web::get().to(show))).await;
        call_service(&app, TestRequest::with_uri(path).to_request()).await.status().as_u16()
    }

    #[actix_rt::test]
    async fn an_id_in_any_spelling_reaches_the_search() {
        for id in [
            "telework-2026",
            "018F4E5C-0000-7000-8000-000000000001",
            "%7B018f4e5c%7D",
            "..",
            "a%20".trim_end_matches("%20"),
        ] {
            assert_eq!(status_of(&format!("/e/{id}")).await, 200, "{id}");
        }
    }

    #[actix_rt::test]
    async fn what_can_be_no_id_does_not_exist() {
        let long = "x".repeat(10_000);
        for id in [
            "%00",
            "a%00b",
            "%E8%AA%AC",
            "%FF%FE",
            "%E3%81",
            "%0d%0aSet-Cookie:a",
            "a%2Fb%20c",
            "%F0%9F%98%80",
            "a%7F",
            &long,
        ] {
            assert_eq!(status_of(&format!("/e/{id}")).await, 404, "{id}");
        }
    }
}
