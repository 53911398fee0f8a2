//! A session with its numbers.

use actix_web::HttpResponse;

use super::standing;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::console::{attendees, event};
use crate::http::pages::console::dashboard::session::SessionOverviewView;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::{Failure, overview};

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
        attendees_path: attendees::path_of(id),
        standing: standing::of(visit, &found),
    };
    visit.page(200, &view)
}
