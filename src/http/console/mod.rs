//! The organizer's console under `/console`: its route table.
//!
//! | address | file |
//! |---|---|
//! | `/console`, `/console/number` | `home.rs` |
//! | `/console/sign-in`, `/console/sign-in/{token}`, `/console/sign-out` | `sign_in.rs` |
//! | `/console/events/{event}` | `event.rs` |
//! | attendees of sessions and events, single registrations, proxy entry | `attendees/mod.rs` |
//! | lists that are taken in | `imports/mod.rs` |
//! | `/console/sessions/{session}/attendees.{ending}` | `download.rs` |
//! | `/console/registrations/{registration}/files/{key}` | `files.rs` |
//! | `/console/drafts`, `/console/drafts/{id}` | `drafts.rs` |
//! | `/console/outbox`, `/console/outbox/{id}/retry`, `/abort` | `outbox.rs` |
//! | `/console/mailbox`, `/console/mailbox/{id}`, `/html`, `/attachments/{number}` | `mailbox.rs` |
//! | `/console/kept` | `kept_form.rs` |
//! | `/console/events/{event}/check-in…`, `/console/sessions/{session}/print…` | `door/mod.rs`: its own table |
//! | `/console/settings` | `settings.rs` |
//! | `/console/set-up`, `/sign-in/…`, `/account/…`, `/members/…`, `/events/{event}/people`, `/tokens`, `/security`, `/audit` | `people/` |
//! | `/console/jobs/{id}`, `/console/jobs/{id}/stop` | `jobs.rs` |
//! | `/console/events/{event}/afterwards…`, `…/retention`, `/console/settings/retention`, `/console/purges…`, `/console/registrations/{registration}/purge` | `afterwards/` |
//! | `/console/events/{event}/export…`, `/console/sessions/{session}/export…`, `/console/exports…` | `exports/` |
//!
//! Every handler but those of signing in takes a `visit::Visit`: without the cookie of a member there is
//! none, and the browser is sent to `/console/sign-in`; without what the route needs (`route_table.rs`) it is
//! refused. A POST counts only with the token of its form.

mod afterwards;
mod answers;
mod attendees;
mod choosing;
mod dashboard;
mod door;
mod download;
mod drafts;
mod event;
mod event_nav;
mod events;
mod exports;
mod fault;
mod files;
mod form;
mod forms;
mod home;
mod imports;
mod jobs;
mod kept_form;
mod mailbox;
mod open_visit;
mod outbox;
mod paths;
mod people;
mod posted;
mod posted_files;
pub mod route_table;
mod session_cookie;
mod settings;
mod sign_in;
mod visit;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, FormConfig, ServiceConfig};

use route_table::Needs::{Anybody, May, Member};
use route_table::{RouteTable, at};
use visit::Visit;

use crate::usecases::Permission::{ReadEvents, ReadOutbox, ReadRegistrations};
use crate::usecases::Permission::{WriteOutbox, WriteRegistrations};

/// Everything under `/console`.
pub fn routes(config: &mut ServiceConfig) {
    // Every page is about persons, or shows what the next moment changes.
    let unkept = DefaultHeaders::new().add((CACHE_CONTROL, "no-store"));
    let scope = web::scope("/console")
        .app_data(FormConfig::default().limit(posted::FORM_BYTES))
        .configure(|config| table().serve(config))
        .default_service(web::to(nothing_there))
        .wrap(unkept);
    config.service(scope);
}

/// All routes of the console with what they need.
pub fn table() -> RouteTable {
    let mut table = RouteTable::default();
    people::open_routes(&mut table);
    kept_form::routes(&mut table);
    signing_in(&mut table);
    // Before the addresses with an event in them: `/events/new` is none.
    events::routes(&mut table);
    programme(&mut table);
    mail(&mut table);
    choosing::routes(&mut table);
    attendees::routes(&mut table);
    imports::routes(&mut table);
    settings::routes(&mut table);
    dashboard::routes(&mut table);
    forms::routes(&mut table);
    people::routes(&mut table);
    jobs::routes(&mut table);
    door::routes(&mut table);
    afterwards::routes(&mut table);
    exports::routes(&mut table);
    table
}

fn signing_in(table: &mut RouteTable) {
    table.add(at("").get(Member, home::show));
    table.add(at("/").get(Member, home::show));
    table.add(
        at("/sign-in/{token}").get(Anybody, sign_in::confirm).post(Anybody, sign_in::use_link),
    );
    table.add(at("/number").post(May(ReadRegistrations), home::open_number));
    table.add(at("/sign-out").post(Member, sign_in::sign_out));
}

fn programme(table: &mut RouteTable) {
    table.add(at("/events/{event}").get(May(ReadEvents), event::show));
    table.add(
        at("/sessions/{session}/attendees.{ending}")
            .get(May(ReadRegistrations), download::download),
    );
    table.add(
        at("/registrations/{registration}/files/{key}")
            .get(May(ReadRegistrations), files::download),
    );
    table.add(at("/drafts").get(May(ReadRegistrations), drafts::show));
    table.add(at("/drafts/{id}").post(May(WriteRegistrations), drafts::press));
}

fn mail(table: &mut RouteTable) {
    table.add(at("/outbox").get(May(ReadOutbox), outbox::show).post(May(ReadOutbox), outbox::find));
    table.add(at("/outbox/{id}/retry").post(May(WriteOutbox), outbox::retry));
    table.add(at("/outbox/{id}/abort").post(May(WriteOutbox), outbox::abort));
    table.add(at("/mailbox").get(May(ReadOutbox), mailbox::show));
    table.add(at("/mailbox/{id}").get(May(ReadOutbox), mailbox::show_one));
    table.add(at("/mailbox/{id}/html").get(May(ReadOutbox), mailbox::show_html));
    table.add(at("/mailbox/{id}/attachments/{number}").get(May(ReadOutbox), mailbox::download));
}

async fn nothing_there(visit: Visit) -> HttpResponse {
    visit.answer(Err(crate::usecases::Failure::NotFound.into()))
}
