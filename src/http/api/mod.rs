//! The REST API under `/api/v1`: its route table, from which both the server and the document are made.

mod answers;
pub(super) mod attendees;
mod brand;
pub(super) mod brand_shapes;
mod check_in_shapes;
mod choosing;
mod draft_shapes;
mod drafts;
mod event_changes;
mod events;
mod lost_links;
mod mail_settings;
pub(super) mod mail_shapes;
mod mail_text_shapes;
mod mail_texts;
mod mailing_shapes;
mod mailings;
mod manage;
mod outbox;
mod programme_shapes;
mod proofs;
mod registration_list;
mod registration_shapes;
mod registrations;
mod retention;
mod service;
mod session_changes;
mod sight;
mod unreachable;
pub(super) mod uploads;

use actix_web::HttpResponse;
use actix_web::guard::{Guard, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::addresses::pattern;
use super::error::HttpError;

/// Where all of it is.
pub const BASE: &str = "/api/v1";

/// What a handler answers.
pub type Answer = Result<HttpResponse, HttpError>;

macro_rules! routes {
    ($($pattern:literal { $($method:ident => $($handler:ident)::+),+ $(,)? })+) => {
        /// Every route as (method, pattern), for what must know them all.
        pub const ROUTES: &[(&str, &str)] = &[$($((stringify!($method), $pattern),)+)+];

        fn resources(config: &mut ServiceConfig) {
            $(config.service(
                web::resource(pattern($pattern))
                    $(.route(web::route().guard(MethodIs(stringify!($method))).to($($handler)::+)))+
                    .default_service(other_methods(&[$(stringify!($method)),+])),
            );)+
        }

        /// The handlers' own descriptions, gathered.
        #[derive(OpenApi)]
        #[openapi(paths($($($($handler)::+,)+)+))]
        struct Documented;
    };
}

routes! {
    // Anybody.
    "/events"                                   { get => events::list, post => event_changes::create }
    "/events/{event}"                           { get => events::show, patch => event_changes::change, delete => event_changes::delete }
    "/sessions/{session}"                       { get => events::show_session, patch => session_changes::change, delete => session_changes::delete }
    // The applicant; staff by a token.
    "/sessions/{session}/registrations"         { get => registration_list::list, post => registrations::apply }
    "/sessions/{session}/uploads"               { post => uploads::send }
    "/registrations/{token}"                    { get => registrations::show, patch => registrations::change, delete => registrations::withdraw }
    "/registrations/{token}/move"               { post => registrations::move_to }
    "/registrations/{token}/accept"             { post => registrations::accept }
    "/registrations/{token}/decline"            { post => registrations::decline }
    "/registrations/{token}/calendar.ics"       { get => registrations::calendar }
    "/events/{event}/proof-of-work"             { get => proofs::challenge }
    "/events/{event}/resend-link"               { post => lost_links::resend }
    // Staff.
    "/events/{event}/publish"                   { post => event_changes::publish }
    "/events/{event}/close"                     { post => event_changes::close }
    "/events/{event}/cancel"                    { post => event_changes::cancel }
    "/events/{event}/sessions"                  { post => session_changes::create }
    "/sessions/{session}/close"                 { post => session_changes::close }
    "/sessions/{session}/reopen"                { post => session_changes::reopen }
    "/sessions/{session}/cancel"                { post => session_changes::cancel }
    "/sessions/{session}/selections"            { post => choosing::select }
    "/sessions/{session}/draw"                  { get => choosing::standing, post => choosing::hold }
    "/sessions/{session}/attendees.{format}"    { get => attendees::export }
    "/manage/registrations/{id}/accept"         { post => manage::accept }
    "/manage/registrations/{id}/decline"        { post => manage::decline }
    "/manage/registrations/{id}/withdraw"       { post => manage::withdraw }
    "/manage/registrations/{id}/check-in"       { post => manage::check_in }
    "/manage/registrations/{id}/undo-check-in"  { post => manage::undo_check_in }
    "/manage/registrations/{id}/purge"          { post => retention::purge_person }
    "/manage/registrations/{id}/files/{question}" { get => uploads::read }
    "/application-drafts"                       { get => drafts::list }
    "/application-drafts/{id}"                  { get => drafts::show }
    "/application-drafts/{id}/confirm"          { post => drafts::confirm }
    "/application-drafts/{id}/dismiss"          { post => drafts::dismiss }
    "/events/{event}/unreachable"               { get => unreachable::of_event }
    "/sessions/{session}/unreachable"           { get => unreachable::of_session }
    "/events/{event}/announcements"             { post => mailings::compose }
    "/events/{event}/mailings"                  { get => mailings::list }
    "/mailings/{mailing}"                       { get => mailings::show }
    "/mailings/{mailing}/preview"               { post => mailings::preview }
    "/mailings/{mailing}/start"                 { post => mailings::start }
    "/mailings/{mailing}/pause"                 { post => mailings::pause }
    "/mailings/{mailing}/resume"                { post => mailings::resume }
    "/mailings/{mailing}/abort"                 { post => mailings::abort }
    "/outbox"                                   { get => outbox::list }
    "/outbox/summary"                           { get => outbox::summary }
    "/outbox/retry"                             { post => outbox::retry_many }
    "/outbox/{id}/retry"                        { post => outbox::retry }
    "/outbox/{id}/abort"                        { post => outbox::abort }
    "/organization"                             { get => brand::show, patch => brand::change }
    "/organization/logo"                        { put => brand::put_logo, delete => brand::remove_logo }
    "/events/{event}/image"                     { put => brand::put_image, delete => brand::remove_image }
    "/retention"                                { get => retention::show, put => retention::change }
    "/mail-settings"                            { get => mail_settings::show, patch => mail_settings::change }
    "/mail-texts"                               { get => mail_texts::list }
    "/mail-texts/{kind}/{language}"             { get => mail_texts::show, put => mail_texts::write, delete => mail_texts::take_back }
    "/mail-texts/{kind}/{language}/preview"     { post => mail_texts::preview }
    // Programs' authors.
    "/openapi.json"                             { get => service::document }
    "/docs"                                     { get => service::docs }
}

/// Everything under [`BASE`].
pub fn routes(config: &mut ServiceConfig) {
    // Most of what is answered here is about persons; what is not says so itself.
    let unkept = DefaultHeaders::new().add((CACHE_CONTROL, "no-store"));
    let scope =
        web::scope(BASE).wrap(unkept).configure(resources).default_service(web::to(no_such_route));
    config.service(scope);
    // Programs that ask for another version get an answer that programs read.
    config.service(web::scope("/api").default_service(web::to(no_such_route)));
}

/// The document as the handlers describe themselves; [`super::openapi`] completes it.
pub fn described() -> utoipa::openapi::OpenApi {
    Documented::openapi()
}

/// For an address that means nothing.
pub async fn no_such_route() -> Answer {
    Err(HttpError::NoSuchRoute)
}

/// Lets a method of the table through, and HEAD wherever there is GET.
struct MethodIs(&'static str);

impl Guard for MethodIs {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let method = &context.head().method;
        // Methods are told apart by case (RFC 9110, 9.1).
        method.as_str() == self.0.to_ascii_uppercase()
            || (self.0 == "get" && *method == Method::HEAD)
    }
}

fn other_methods(methods: &[&str]) -> actix_web::Route {
    let mut allowed: Vec<String> = methods.iter().map(|method| method.to_uppercase()).collect();
    if methods.contains(&"get") {
        allowed.push("HEAD".to_owned());
    }
    let allowed = allowed.join(", ");
    web::to(move || {
        let allowed = allowed.clone();
        async move { Answer::Err(HttpError::MethodNotAllowed(allowed)) }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_has_every_route_and_no_other() {
        let document = serde_json::to_value(described()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let documented: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, item)| {
                item.as_object().unwrap().keys().map(|method| (method.clone(), path.clone()))
            })
            .collect();
        let served =
            ROUTES.iter().map(|(method, pattern)| ((*method).to_owned(), (*pattern).to_owned()));
        assert_eq!(documented, served.collect());
    }

    #[test]
    fn every_method_of_the_table_is_one_that_is_served() {
        for (method, pattern) in ROUTES {
            assert!(
                ["get", "post", "put", "patch", "delete"].contains(method),
                "{method} {pattern}"
            );
        }
    }
}
