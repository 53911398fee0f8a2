//! A session with its numbers, and the ways to all that is done with it.

use actix_web::HttpResponse;

use super::standing;
use crate::domain::event::{Programme, Session, SessionStatus};
use crate::http::console::events::changes_of_session;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::console::{attendees, event};
use crate::http::pages::console::dashboard::session::SessionOverviewView;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::events::hub::Way;
use crate::http::pages::console::frame::Section;
use crate::usecases::{Failure, Permission, overview};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit) -> Page {
    let found = overview::of_session(&visit.app, visit.principal(), visit.part("session")?).await?;
    let id = found.sessions.first().copied().ok_or(Failure::NotFound)?;
    let session = found.programme.session(id).ok_or(Failure::NotFound)?;
    let language = visit.value_language();
    let name = session.name.get(language);
    let title = found.programme.event.title.get(language);
    let view = SessionOverviewView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&found.programme, EventPart::Overview),
        name: if name.is_empty() { title } else { name }.to_owned(),
        when: event::when(visit, &found.programme, session),
        ways: ways(visit, &found.programme, session),
        standing: standing::of(visit, &found),
    };
    visit.page(200, &view)
}

/// What the member may do with the session, what is done most first.
fn ways(visit: &Visit, programme: &Programme, session: &Session) -> Vec<Way> {
    let path = format!("/console/sessions/{}", session.id);
    let event = programme.event.id;
    let may = |permission| visit.principal().may_in(event, permission);
    let takes_place = session.settings.status != SessionStatus::Cancelled;
    let door = match session.meetings.as_slice() {
        [only] => format!("/console/events/{event}/check-in/{}", only.id),
        _ => format!("/console/events/{event}/check-in"),
    };
    let way = |path: String, word, means| Way { path, word, means };
    let all = [
        (
            may(Permission::ReadRegistrations),
            way(attendees::path_of(session.id), "attendees", "session-attendees-means"),
        ),
        (
            may(Permission::WriteRegistrations) && takes_place,
            way(format!("{path}/enter"), "attendees-enter", "session-enter-means"),
        ),
        (
            may(Permission::CheckIn) && takes_place,
            way(door, "event-check-in", "session-check-in-means"),
        ),
        (
            may(Permission::ReadRegistrations),
            way(format!("{path}/export"), "export", "session-export-means"),
        ),
        (
            may(Permission::ReadRegistrations),
            way(format!("{path}/print"), "door-print", "session-print-means"),
        ),
        (
            may(Permission::WriteEvents),
            way(format!("{path}/edit"), "session-edit", "session-edit-means"),
        ),
    ];
    let mut ways: Vec<Way> = all.into_iter().filter(|(may, _)| *may).map(|(_, way)| way).collect();
    if may(Permission::WriteEvents) {
        ways.extend(changes_of_session(session));
    }
    ways
}
