//! Where a list is chosen or pasted.

use actix_web::HttpResponse;

use super::path_of;
use super::sent_list::Received;
use crate::http::console::attendees;
use crate::http::console::fault::ConsoleFault;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::imports::upload::{EarlierLine, UploadView, read_key};
use crate::import::ReadFault;
use crate::import::limits;
use crate::store::imports;
use crate::store::types::Id;
use crate::usecases::attendees::listing::{self, Scope};
use crate::usecases::imports::intake::{self, IntakeFault, Sent};
use crate::usecases::{Failure, Permission};

/// Earlier lists that are shown.
const EARLIER: i64 = 20;

async fn session_scope(visit: &Visit) -> Result<Scope, Failure> {
    let scope = listing::of_session(&visit.app, visit.principal(), visit.part("session")?).await?;
    visit.principal().must_in(scope.programme.event.id, Permission::WriteRegistrations)?;
    Ok(scope)
}

async fn event_scope(visit: &Visit) -> Result<Scope, Failure> {
    let scope = listing::of_event(&visit.app, visit.principal(), visit.part("event")?).await?;
    visit.principal().must_in(scope.programme.event.id, Permission::WriteRegistrations)?;
    Ok(scope)
}

pub async fn of_session(visit: Visit) -> HttpResponse {
    let scope = session_scope(&visit).await;
    let outcome = opened(&visit, scope).await;
    visit.answer(outcome)
}

pub async fn of_event(visit: Visit) -> HttpResponse {
    let scope = event_scope(&visit).await;
    let outcome = opened(&visit, scope).await;
    visit.answer(outcome)
}

async fn opened(visit: &Visit, scope: Result<Scope, Failure>) -> Page {
    page(visit, &scope?, 200, None).await
}

async fn page(visit: &Visit, scope: &Scope, status: u16, fault: Option<&ReadFault>) -> Page {
    let programme = &scope.programme;
    let event = Id(programme.event.id.0);
    let earlier = visit.app.read(move |conn| imports::of_event(conn, event, EARLIER)).await;
    let earlier = earlier.map_err(Failure::from)?;
    let zone = programme.event.time_zone;
    let session = scope.session.and_then(|id| programme.session(id));
    let (path, back) = match session {
        Some(session) => {
            (format!("/console/sessions/{}/import", session.id), attendees::path_of(session.id))
        }
        None => (
            format!("/console/events/{}/import", programme.event.id),
            attendees::path_of_event(programme.event.id),
        ),
    };
    let view = UploadView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(programme, EventPart::Attendees),
        about: session
            .map(|session| session.name.get(visit.value_language()).to_owned())
            .unwrap_or_default(),
        needs_session: session.is_none() && programme.sessions.len() > 1,
        path,
        megabytes: limits::FILE_BYTES / 1_000_000,
        rows: limits::ROWS,
        columns: limits::COLUMNS,
        fault: fault.map(read_key),
        earlier: earlier
            .iter()
            .map(|row| EarlierLine {
                path: path_of(row.id.0),
                at: visit.short_time(row.created_at.0, zone),
                format: row.format.clone(),
                total: row.total,
                state: state_key(&row.state),
            })
            .collect(),
        back,
    };
    visit.page(status, &view)
}

/// Key of the word for how an import stands.
pub fn state_key(state: &str) -> &'static str {
    match state {
        "mapping" => "imports-state-mapping",
        "checking" => "imports-state-checking",
        "checked" => "imports-state-checked",
        "running" => "imports-state-running",
        "undoing" => "imports-state-undoing",
        "undone" => "imports-state-undone",
        _ => "imports-state-done",
    }
}

pub async fn send_of_session(visit: Visit, sent: Received) -> HttpResponse {
    let scope = session_scope(&visit).await;
    let outcome = taken(&visit, scope, sent).await;
    visit.answer(outcome)
}

pub async fn send_of_event(visit: Visit, sent: Received) -> HttpResponse {
    let scope = event_scope(&visit).await;
    let outcome = taken(&visit, scope, sent).await;
    visit.answer(outcome)
}

async fn taken(visit: &Visit, scope: Result<Scope, Failure>, sent: Received) -> Page {
    let sent = sent.0.ok_or(ConsoleFault::StaleForm)?;
    visit.must_be_by_form(&sent.csrf)?;
    let scope = scope?;
    if sent.is_too_large {
        let fault = ReadFault::TooLarge { limit: limits::FILE_BYTES };
        return page(visit, &scope, 413, Some(&fault)).await;
    }
    let list = if sent.file.is_empty() {
        Sent::Pasted(sent.pasted)
    } else {
        Sent::File { name: sent.file_name, bytes: sent.file }
    };
    let taken = intake::take(&visit.app, visit.principal(), &scope, list).await;
    drop(sent.room);
    match taken {
        Ok(id) => Ok(visit.see_other(&path_of(id))),
        Err(IntakeFault::Read(fault)) => page(visit, &scope, 422, Some(&fault)).await,
        Err(IntakeFault::Failure(failure)) => Err(failure.into()),
    }
}
