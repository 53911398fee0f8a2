//! People of an event whom no mail reaches.

use actix_web::HttpResponse;

use crate::http::console::attendees::path_of_registration;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::forms::unreachable::{UnreachableLine, UnreachableView};
use crate::http::pages::console::frame::Section;
use crate::usecases::{Permission, find_programme, unreachable};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit) -> Page {
    let (app, principal) = (&visit.app, visit.principal());
    let event = visit.part("event")?;
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let found = unreachable::among(app, unreachable::sessions_of(&programme)).await?;
    let language = visit.value_language();
    let lines = found.into_iter().map(|one| {
        let session = programme.session(one.registration.session);
        UnreachableLine {
            path: path_of_registration(one.registration.id),
            reception_number: one.registration.reception_number,
            name: one.registration.applicant_name,
            phone: one.registration.applicant_phone.unwrap_or_default(),
            email: one.registration.applicant_email.unwrap_or_default(),
            session: session.map(|one| one.name.get(language).to_owned()).unwrap_or_default(),
        }
    });
    let view = UnreachableView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&programme, EventPart::Mails),
        lines: lines.collect(),
    };
    visit.page(200, &view)
}
