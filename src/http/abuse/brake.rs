//! The middleware that holds up who asks too often, before anything is done for them.

use std::net::IpAddr;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use super::limits::{Limits, Purpose, TooMany, suspect};
use crate::app::App;
use crate::http::site;

/// Lets a request pass, or answers it with 429.
///
/// # Errors
/// Those of the service behind it.
pub async fn hold<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some((limits, address)) = counted(&request) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    // As the router reads it: a letter that is written as its code is the same letter.
    let path = request.match_info().as_str().to_owned();
    let has_secret = Purpose::has_secret(&path);
    if has_secret && let Err(too_many) = limits.may_guess(address, Instant::now()) {
        return Ok(held_up(request, &limits, too_many));
    }
    let has_token = request.headers().contains_key(AUTHORIZATION);
    let purpose = Purpose::of_request(request.method(), &path, has_token);
    let taken = purpose.map(|purpose| limits.take(purpose, address).map(|count| (purpose, count)));
    let taken = match taken.transpose() {
        Ok(taken) => taken,
        Err(too_many) => return Ok(held_up(request, &limits, too_many)),
    };
    let mut response = next.call(request).await?.map_into_boxed_body();
    if has_secret && response.status() == StatusCode::NOT_FOUND {
        limits.guessed_wrong(address, Instant::now());
    }
    if let Some((purpose, count)) = taken {
        limits.tell(purpose, count, response.headers_mut());
    }
    Ok(response)
}

/// The counts, and whose this request is, if it is to be counted at all.
fn counted(request: &ServiceRequest) -> Option<(web::Data<Limits>, IpAddr)> {
    let app = request.app_data::<web::Data<App>>()?;
    let limits = request.app_data::<web::Data<Limits>>()?;
    Some((limits.clone(), suspect(app, request.peer_addr(), request.headers())?))
}

fn held_up(
    request: ServiceRequest,
    limits: &Limits,
    too_many: TooMany,
) -> ServiceResponse<BoxBody> {
    let mut response = answer(request.request(), too_many);
    limits.tell_too_many(too_many, response.headers_mut());
    request.into_response(response)
}

/// A page for people, a problem for programs.
fn answer(request: &HttpRequest, too_many: TooMany) -> HttpResponse {
    let is_page = ["/e/", "/r/", "/d/", "/u/", "/c/", "/console/"]
        .iter()
        .any(|start| request.path().starts_with(start));
    if is_page {
        site::too_many(request, too_many.seconds)
    } else {
        too_many.problem().into_response()
    }
}
