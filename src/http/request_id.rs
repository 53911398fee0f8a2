//! The name of a request in logs, answers and reports of faults.

use std::fmt;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};

use crate::app::App;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Characters of an id that a proxy gives.
const GIVEN_MAX: usize = 64;

/// One request's id; kept in the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl RequestId {
    /// The id that a trusted proxy gave, else the fresh one of the logging middleware.
    pub fn of(request: &ServiceRequest) -> Self {
        if let Some(given) = given_by_proxy(request) {
            return Self(given);
        }
        let fresh =
            request.extensions().get::<tracing_actix_web::RequestId>().map(ToString::to_string);
        Self(fresh.unwrap_or_default())
    }
}

fn given_by_proxy(request: &ServiceRequest) -> Option<String> {
    let app = request.app_data::<web::Data<App>>()?;
    let peer = request.peer_addr()?.ip();
    let given = request.headers().get(X_REQUEST_ID)?.to_str().ok()?;
    let is_plain =
        given.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'));
    let is_id = (1..=GIVEN_MAX).contains(&given.len()) && is_plain;
    (is_id && app.settings.trusted_proxies.contains(peer)).then(|| given.to_owned())
}

/// Tells the caller the id, whatever the answer.
pub async fn tell<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.call(request).await?;
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id.0).ok()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    Ok(response)
}
