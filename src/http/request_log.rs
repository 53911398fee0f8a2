//! One log line and one count for each request: by the pattern of its route, never by its path.
//!
//! Paths and query strings hold secrets of applicants and what staff search for; they are not looked at.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::{Error, HttpMessage as _};
use metrics::{Counter, Histogram};
use tracing::Span;
use tracing_actix_web::RootSpanBuilder;

use super::addresses::address;
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
        let route =
            request.match_pattern().map_or_else(|| "unmatched".to_owned(), |it| address(&it));
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

/// The figures of one kind of answer.
struct Figures {
    method: &'static str,
    status: u16,
    answered: Counter,
    took: Histogram,
}

thread_local! {
    /// By route; as many as there are routes, methods and codes of answers. To find a figure by its
    /// labels costs more than to count.
    static KNOWN: RefCell<HashMap<String, Vec<Figures>>> = RefCell::default();
}

fn count(route: &str, method: &'static str, status: u16, seconds: f64) {
    KNOWN.with_borrow_mut(|known| {
        if !known.contains_key(route) {
            known.insert(route.to_owned(), Vec::new());
        }
        let Some(of_route) = known.get_mut(route) else { return };
        let place = of_route.iter().position(|f| f.method == method && f.status == status);
        let place = place.unwrap_or_else(|| {
            of_route.push(Figures::of(route, method, status));
            of_route.len() - 1
        });
        if let Some(figures) = of_route.get(place) {
            figures.answered.increment(1);
            figures.took.record(seconds);
        }
    });
}

impl Figures {
    fn of(route: &str, method: &'static str, status: u16) -> Self {
        let route = route.to_owned();
        let answered = metrics::counter!("uketsuke_http_requests_total", "route" => route.clone(), "method" => method, "status" => status.to_string());
        let took = metrics::histogram!("uketsuke_http_request_duration_seconds", "route" => route, "method" => method);
        Self { method, status, answered, took }
    }
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
