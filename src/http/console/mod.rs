//! The organizer's console under `/console`: its route table.
//!
//! | address | file |
//! |---|---|
//! | `/console` | `home.rs` |
//! | `/console/sign-in`, `/console/sign-in/{token}`, `/console/sign-out` | `sign_in.rs` |
//! | `/console/events/{event}` | `event.rs` |
//! | `/console/sessions/{session}/attendees` | `attendees.rs` |
//! | `/console/sessions/{session}/attendees.{ending}` | `download.rs` |
//! | `/console/registrations/{registration}/files/{key}` | `files.rs` |
//! | `/console/drafts`, `/console/drafts/{id}` | `drafts.rs` |
//! | `/console/outbox`, `/console/outbox/{id}/retry`, `/abort` | `outbox.rs` |
//! | `/console/mailbox`, `/console/mailbox/{id}`, `/html`, `/attachments/{number}` | `mailbox.rs` |
//!
//! Every handler but those of signing in takes a `visit::Visit`: without the cookie of a member there is
//! none, and the browser is sent to `/console/sign-in`. A POST counts only with the token of its form.

mod answers;
mod attendees;
mod download;
mod drafts;
mod event;
mod fault;
mod files;
mod form;
mod home;
mod mailbox;
mod open_visit;
mod outbox;
mod paths;
mod session_cookie;
mod sign_in;
mod visit;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource, Route, guard};

use fault::ConsoleFault;
use visit::Visit;

/// Everything under `/console`.
pub fn routes(config: &mut ServiceConfig) {
    // Every page is about persons, or shows what the next moment changes.
    let unkept = DefaultHeaders::new().add((CACHE_CONTROL, "no-store"));
    let scope = web::scope("/console")
        .configure(resources)
        .default_service(web::to(nothing_there))
        .wrap(unkept);
    config.service(scope);
}

fn resources(config: &mut ServiceConfig) {
    config
        .service(resource("", get(), home::show))
        .service(resource("/", get(), home::show))
        .service(open_resource("/sign-in").route(get().to(sign_in::explain)))
        .service(
            open_resource("/sign-in/{token}")
                .route(get().to(sign_in::confirm))
                .route(web::post().to(sign_in::use_link)),
        )
        .service(resource("/sign-out", web::post(), sign_in::sign_out))
        .service(resource("/events/{event}", get(), event::show))
        .service(resource("/sessions/{session}/attendees", get(), attendees::show))
        .service(resource("/sessions/{session}/attendees.{ending}", get(), download::download))
        .service(resource("/registrations/{registration}/files/{key}", get(), files::download))
        .service(resource("/drafts", get(), drafts::show))
        .service(resource("/drafts/{id}", web::post(), drafts::press))
        .service(resource("/outbox", get(), outbox::show))
        .service(resource("/outbox/{id}/retry", web::post(), outbox::retry))
        .service(resource("/outbox/{id}/abort", web::post(), outbox::abort))
        .service(resource("/mailbox", get(), mailbox::show))
        .service(resource("/mailbox/{id}", get(), mailbox::show_one))
        .service(resource("/mailbox/{id}/html", get(), mailbox::show_html))
        .service(resource("/mailbox/{id}/attachments/{number}", get(), mailbox::download));
}

fn resource<F, Args>(path: &str, route: Route, handler: F) -> impl HttpServiceFactory + 'static
where
    F: actix_web::Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: actix_web::Responder + 'static,
{
    web::resource(path).route(route.to(handler)).default_service(web::to(wrong_method))
}

/// For those who are not signed in: another method leads to the page that explains.
fn open_resource(path: &str) -> Resource {
    web::resource(path).default_service(web::to(sign_in::explain))
}

/// HEAD wherever there is GET.
fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn nothing_there(visit: Visit) -> HttpResponse {
    visit.answer(Err(crate::usecases::Failure::NotFound.into()))
}

async fn wrong_method(visit: Visit) -> HttpResponse {
    visit.answer(Err(ConsoleFault::WrongMethod))
}
