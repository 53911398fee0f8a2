//! One log line and one count for each request: by the pattern of its route, never by its path.
//!
//! Paths and query strings hold secrets of applicants and what staff search for; they are not looked at.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::{Error, HttpMessage as _};
use tracing::Span;
use tracing_actix_web::RootSpanBuilder;

use super::request_id::RequestId;

/// Routes that are asked every few seconds by machines: their lines are for debugging only.
const QUIET: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Makes the span that every line of a request is written in.
pub struct RequestLog;

/// When the request came in; kept in its extensions.
struct Began(Instant);

impl RootSpanBuilder for RequestLog {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = RequestId::of(request);
        let span = tracing::info_span!("request", request_id = %id);
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(Began(Instant::now()));
        span
    }

    fn on_request_end<B: MessageBody>(_: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let Ok(response) = outcome else { return };
        let request = response.request();
        let status = response.status().as_u16();
        let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
        let method = known_method(request.method());
        let seconds = request
            .extensions()
            .get::<Began>()
            .map_or(0.0, |began| began.0.elapsed().as_secs_f64());
        count(&route, method, status, seconds);
        let milliseconds = (seconds * 10_000.0).round() / 10.0;
        if QUIET.contains(&route.as_str()) {
            tracing::debug!(method, route, status, milliseconds, "answered");
        } else {
            tracing::info!(method, route, status, milliseconds, "answered");
        }
    }
}

fn count(route: &str, method: &'static str, status: u16, seconds: f64) {
    let route = route.to_owned();
    metrics::counter!("uketsuke_http_requests_total", "route" => route.clone(), "method" => method, "status" => status.to_string())
        .increment(1);
    metrics::histogram!("uketsuke_http_request_duration_seconds", "route" => route, "method" => method).record(seconds);
}

/// Methods are free text; what anybody may invent makes no new line among the figures.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
