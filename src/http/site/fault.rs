//! Pages for requests that could not be answered as they were meant.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderMap, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse, ResponseError, web};

use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::http::error::{HttpError, problem_of};
use crate::http::pages::contact::Contact;
use crate::http::pages::error::{ErrorView, PageError};
use crate::http::pages::frame::LanguageSwitch;
use crate::http::request_id::RequestId;
use crate::store::programmes::EventRef;
use crate::usecases::Failure;

/// Seconds after which somebody may try again.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Why a page could not be shown. [`complete`] makes the page that says so.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct PageFault(#[from] pub HttpError);

impl From<Failure> for PageFault {
    fn from(failure: Failure) -> Self {
        Self(failure.into())
    }
}

/// What [`complete`] finds on an answer that wants a page.
#[derive(Clone, Copy)]
enum Said {
    BadForm,
    NotFound,
    MethodNotAllowed,
    TooLarge,
    Busy,
    Unanswered,
    Internal,
}

impl PageFault {
    fn said(&self) -> (StatusCode, Said) {
        let problem = problem_of(&self.0);
        let said = match problem.code.as_str() {
            "not_found" => Said::NotFound,
            "method_not_allowed" => Said::MethodNotAllowed,
            "body_too_large" => Said::TooLarge,
            "malformed_json" | "unsupported_media_type" | "body_too_slow" => Said::BadForm,
            "busy" | "stopping" | "too_many_files" => Said::Busy,
            // What was being done may have been done, or may be done by now.
            "unavailable" | "still_waiting" | "changed_meanwhile" | "idempotency_in_progress" => {
                return (StatusCode::SERVICE_UNAVAILABLE, Said::Unanswered);
            }
            _ => return (StatusCode::INTERNAL_SERVER_ERROR, Said::Internal),
        };
        (problem.status(), said)
    }
}

impl ResponseError for PageFault {
    fn status_code(&self) -> StatusCode {
        self.said().0
    }

    /// Called once for each fault, inside its request's span: so the log line has the request's id.
    fn error_response(&self) -> HttpResponse {
        let (status, said) = self.said();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            tracing::warn!(error = %self, "not available");
        } else if status.is_server_error() {
            tracing::error!(error = %self, "the page could not be shown");
        }
        let mut response = HttpResponse::new(status);
        if let HttpError::MethodNotAllowed(methods) = &self.0
            && let Ok(methods) = HeaderValue::from_str(methods)
        {
            response.headers_mut().insert(ALLOW, methods);
        }
        response.extensions_mut().insert(said);
        response
    }
}

/// For an address that means nothing.
pub async fn no_such_page() -> Result<HttpResponse, PageFault> {
    Err(HttpError::NoSuchRoute.into())
}

/// The page for who has asked too often, and may ask again in so many seconds.
pub fn too_many(request: &HttpRequest, seconds: u32) -> HttpResponse {
    let visit = Visit::of(request);
    let error = PageError::TooMany { retry_after: seconds };
    let frame = visit.frame("", LanguageSwitch::None);
    let view = ErrorView { frame, error, contact: Contact::default() };
    let status = StatusCode::TOO_MANY_REQUESTS;
    visit.page(status, Keeping::Private, &view).unwrap_or_else(|_| HttpResponse::new(status))
}

/// Writes the pages of faults, in the visitor's language.
pub async fn complete<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = next.call(request).await?;
    let said = response.response_mut().extensions_mut().remove::<Said>();
    let Some(said) = said else { return Ok(response.map_into_boxed_body()) };
    let page = page(response.request(), response.status(), response.headers(), said);
    Ok(ServiceResponse::new(response.request().clone(), page))
}

fn page(request: &HttpRequest, status: StatusCode, given: &HeaderMap, said: Said) -> HttpResponse {
    let visit = framed_as_asked(Visit::of(request), request);
    let error = match said {
        Said::BadForm => PageError::BadForm,
        Said::NotFound => PageError::NotFound,
        Said::MethodNotAllowed => PageError::MethodNotAllowed,
        Said::TooLarge => PageError::TooLarge,
        Said::Busy => PageError::Busy { retry_after: RETRY_AFTER_SECONDS },
        Said::Unanswered => PageError::Unanswered { retry_after: RETRY_AFTER_SECONDS },
        Said::Internal => {
            let id = request.extensions().get::<RequestId>().map(ToString::to_string);
            PageError::Internal { request_id: id.unwrap_or_default() }
        }
    };
    let frame = visit.frame("", LanguageSwitch::None);
    let view = ErrorView { frame, error, contact: Contact::default() };
    let mut page =
        visit.page(status, Keeping::Private, &view).unwrap_or_else(|_| HttpResponse::new(status));
    if let Some(methods) = given.get(ALLOW) {
        page.headers_mut().insert(ALLOW, methods.clone());
    }
    if matches!(said, Said::Busy | Said::Unanswered) {
        page.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
    }
    page
}

/// Within a frame of another site, a fault is told there and not by the browser's own page.
fn framed_as_asked(visit: Visit, request: &HttpRequest) -> Visit {
    let event = request.match_info().get("event").map(EventRef::parse);
    let app = request.app_data::<web::Data<App>>();
    let brand = app.zip(event).and_then(|(app, event)| app.snapshot.known_brand(&event));
    match brand {
        Some(brand) => visit.embeddable_by(&brand),
        None => visit,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, web};

    use super::*;
    use crate::store::StoreError;

    #[test]
    fn every_fault_has_its_status() {
        let status = |error: HttpError| PageFault(error).status_code().as_u16();
        assert_eq!(status(HttpError::NoSuchRoute), 404);
        assert_eq!(status(Failure::NotFound.into()), 404);
        assert_eq!(status(HttpError::MethodNotAllowed("GET".into())), 405);
        assert_eq!(status(HttpError::BodyTooLarge), 413);
        assert_eq!(status(HttpError::BodyCutOff), 400);
        assert_eq!(status(HttpError::UnsupportedMediaType), 415);
        assert_eq!(status(Failure::Store(StoreError::Unavailable("secret".into())).into()), 503);
        assert_eq!(status(Failure::Store(StoreError::Unreadable("secret")).into()), 500);
        assert_eq!(status(Failure::Conflict("unexpected_answer").into()), 500);
    }

    #[actix_rt::test]
    async fn a_fault_becomes_a_page_in_the_visitors_language() {
        let failing = |error: fn() -> HttpError| {
            web::to(move || async move { Err::<HttpResponse, _>(PageFault(error())) })
        };
        let app = App::new()
            .wrap(from_fn(complete))
            .route(
                "/away",
                failing(|| Failure::Store(StoreError::Unavailable("secret".into())).into()),
            )
            .default_service(web::to(no_such_page));
        let app = init_service(app).await;
        let response =
            call_service(&app, TestRequest::with_uri("/away?lang=en").to_request()).await;
        assert_eq!(
            (response.status().as_u16(), response.headers().contains_key(RETRY_AFTER)),
            (503, true)
        );
        let html = String::from_utf8(read_body(response).await.to_vec()).unwrap();
        assert!(html.contains("<html lang=\"en\">") && !html.contains("secret"));
        let response = call_service(&app, TestRequest::with_uri("/x").to_request()).await;
        assert_eq!(response.status().as_u16(), 404);
        assert!(String::from_utf8_lossy(&read_body(response).await).contains("<html lang=\"ja\">"));
    }
}
