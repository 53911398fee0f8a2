//! The sessions of an event whose seats are given by selection or draw.

use actix_web::HttpResponse;

use crate::domain::event::Allocation;
use crate::domain::state::State;
use crate::http::console::event::when;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::pages::console::choosing::overview::{ChoosingLine, ChoosingView};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::{Permission, count_registrations, find_programme};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = sessions(&visit).await;
    visit.answer(outcome)
}

async fn sessions(visit: &Visit) -> Page {
    let organization = visit.principal().organization;
    let programme =
        find_programme::own_event(&visit.app, organization, visit.part("event")?).await?;
    visit.principal().must_in(programme.event.id, Permission::ReadRegistrations)?;
    let counts = count_registrations::by_session(&visit.app, visit.principal(), &programme).await?;
    let by_lot = programme.event.allocation == Allocation::Lottery;
    let (awaits, ending) =
        if by_lot { (State::EnteredDraw, "draw") } else { (State::Pending, "selection") };
    let line = |session: &crate::domain::event::Session| ChoosingLine {
        name: session.name.get(visit.value_language()).to_owned(),
        when: when(visit, &programme, session),
        path: format!("/console/sessions/{}/{ending}", session.id),
        capacity: session.settings.capacity,
        confirmed: session.counts.taken,
        undecided: u32::try_from(counts.of(session.id, awaits)).unwrap_or(0),
    };
    let view = ChoosingView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&programme, EventPart::Choosing),
        by_lot,
        sessions: programme.sessions.iter().map(line).collect(),
    };
    visit.page(200, &view)
}
