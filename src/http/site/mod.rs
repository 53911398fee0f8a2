//! The pages for applicants: one table of addresses, one file a handler.
//!
//! | address | file |
//! |---|---|
//! | `/`, `/o/{organization}`, `/e/{event}` | `events.rs` |
//! | `/feeds/events.…`, `/o/{organization}/events.…` | `feeds.rs` |
//! | `/e/{event}/image-…`, `/e/{event}/preview-…`, `/o/{organization}/logo-…` | `pictures.rs` |
//! | `/e/{event}/apply`, `/e/{event}/apply/send` | `apply.rs` |
//! | `/e/{event}/qr.…`, `/e/{event}/flyer.pdf` | `print.rs` |
//! | `/d/{token}` | `draft.rs` |
//! | `/r/{token}`, `/r/{token}/done`, `…/withdraw`, `…/calendar.ics` | `registration.rs` |
//! | `/r/{token}/change` | `change.rs` |
//! | `/r/{token}/move` | `moving.rs` |
//! | `/r/{token}/accept`, `…/decline`, `…/confirm/{proof}` | `offer.rs` |
//! | `/e/{event}/lost-link` | `lost_link.rs` |
//! | `/c/{token}` | `door.rs` |
//! | `/u/{token}`, `/u/{token}/again` | `unsubscribe.rs` |
//! | `/companies`, `/postal/{code}` | `lookups.rs` |
//! | `/mailbox…`, in a demonstration | `mailbox.rs` |
//! | `/assets/…`, `/embed.js`, `/favicon.ico`, `/robots.txt` | `files.rs` |
//! | anything else | `fault.rs` |
//!
//! A handler translates: address, language and form (`address.rs`, `visit.rs`, `sent_form.rs`, `typed.rs`)
//! into one use case, and what that answers into a page (`*_views.rs`).

mod address;
mod apply;
mod attempt;
mod change;
mod door;
pub(in crate::http) mod draft;
mod events;
mod fault;
mod feeds;
mod files;
pub mod form_views;
mod hurdles;
#[cfg(test)]
mod japanese_input;
mod lookups;
mod lost_link;
mod mailbox;
mod moving;
mod offer;
mod outside_views;
mod pictures;
mod print;
pub mod programme_views;
pub(in crate::http) mod received_files;
mod refusals;
mod registration;
mod registration_views;
#[cfg(test)]
pub(in crate::http) mod samples;
pub(in crate::http) mod sent_files;
pub(in crate::http) mod sent_form;
pub(in crate::http) mod typed;
pub(in crate::http) mod typed_answers;
mod unsubscribe;
pub mod visit;

use actix_web::guard::{Any, Get, Head};
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{Resource, Route};

use crate::http::error::HttpError;

pub use fault::too_many;

/// Every page that anybody may open. It answers what nobody else has answered: call it last.
pub fn routes(config: &mut ServiceConfig) {
    let pages = web::scope("")
        .wrap(from_fn(fault::complete))
        .service(page("/", reading().to(events::list)))
        .service(page("/o/{organization}", reading().to(events::list_of)))
        .service(page("/o/{organization}/events.{format}", reading().to(feeds::of_organization)))
        .service(page("/o/{organization}/logo-{hash}.{extension}", reading().to(pictures::logo)))
        .service(page("/feeds/events.{format}", reading().to(feeds::all)))
        .service(page("/e/{event}/image-{hash}.jpg", reading().to(pictures::image)))
        .service(page("/e/{event}/preview-{hash}.jpg", reading().to(pictures::preview)))
        .service(page("/e/{event}/qr.{format}", reading().to(print::qr)))
        .service(page("/e/{event}/flyer.pdf", reading().to(print::flyer)))
        .service(page("/embed.js", reading().to(files::embed_script)))
        .service(page("/e/{event}", reading().to(events::show)))
        .service(with_form(
            "/e/{event}/apply",
            reading().to(apply::open),
            web::post().to(apply::step),
        ))
        .service(with_form(
            "/e/{event}/apply/send",
            reading().to(apply::reopen),
            web::post().to(apply::step),
        ))
        .service(page("/d/{token}", reading().to(draft::open)))
        .service(page("/r/{token}", reading().to(registration::manage)))
        .service(page("/r/{token}/done", reading().to(registration::done)))
        .service(page("/r/{token}/calendar.ics", reading().to(registration::calendar)))
        .service(with_form(
            "/r/{token}/withdraw",
            reading().to(registration::ask_to_withdraw),
            web::post().to(registration::withdraw),
        ))
        .service(with_form(
            "/r/{token}/change",
            reading().to(change::open),
            web::post().to(change::save),
        ))
        .service(with_form(
            "/r/{token}/move",
            reading().to(moving::open),
            web::post().to(moving::go),
        ))
        .service(with_form(
            "/r/{token}/accept",
            reading().to(offer::to_manage_page),
            web::post().to(offer::accept),
        ))
        .service(with_form(
            "/r/{token}/decline",
            reading().to(offer::ask_to_decline),
            web::post().to(offer::decline),
        ))
        .service(with_form(
            "/r/{token}/confirm/{proof}",
            reading().to(offer::ask_to_confirm),
            web::post().to(offer::confirm),
        ))
        .service(with_form(
            "/e/{event}/lost-link",
            reading().to(lost_link::open),
            web::post().to(lost_link::ask),
        ))
        .service(with_form("/c/{token}", reading().to(door::open), web::post().to(door::enter)))
        .service(with_form(
            "/u/{token}",
            reading().to(unsubscribe::show),
            web::post().to(unsubscribe::stop),
        ))
        .service(with_form(
            "/u/{token}/again",
            reading().to(unsubscribe::back),
            web::post().to(unsubscribe::resume),
        ))
        .service(page("/companies", reading().to(lookups::companies)))
        .service(page("/postal/{code}", reading().to(lookups::towns)))
        .service(page("/mailbox", reading().to(mailbox::list)))
        .service(page("/mailbox/{id}", reading().to(mailbox::show)))
        .service(page("/mailbox/{id}/html", reading().to(mailbox::html)))
        .service(page("/mailbox/{id}/attachments/{number}", reading().to(mailbox::attachment)))
        .service(page("/assets/{file}", reading().to(files::asset)))
        .service(page("/favicon.ico", reading().to(files::favicon)))
        .service(page("/robots.txt", reading().to(files::robots)))
        .default_service(web::to(fault::no_such_page));
    config.service(pages);
}

fn reading() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

fn page(address: &str, read: Route) -> Resource {
    web::resource(address).route(read).default_service(other_methods("GET, HEAD"))
}

fn with_form(address: &str, read: Route, post: Route) -> Resource {
    web::resource(address).route(read).route(post).default_service(other_methods("GET, HEAD, POST"))
}

fn other_methods(allowed: &'static str) -> Route {
    let refuse = move || async move {
        Err::<actix_web::HttpResponse, _>(fault::PageFault(HttpError::MethodNotAllowed(
            allowed.to_owned(),
        )))
    };
    web::to(refuse)
}
