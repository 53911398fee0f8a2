//! Erasing one person's data because they ask for it.

use actix_web::HttpResponse;

use super::entry;
use crate::domain::fault::FieldFault;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::afterwards::entry::EntryKind;
use crate::http::pages::console::afterwards::person::PersonPurgeView;
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::console::frame::Section;
use crate::usecases::Failure;
use crate::usecases::retention::person;

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit, 200, "", &[]).await;
    visit.answer(outcome)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let (id, reason) = (visit.part("registration")?, fields.text("reason"));
    match person::purge(&visit.app, visit.principal(), id, reason).await {
        Ok(purge) => Ok(visit.see_other(&format!("/console/purges/{}", purge.0))),
        Err(Failure::Invalid(faults)) => page(visit, 422, reason, &faults).await,
        Err(Failure::Conflict("import_running")) => page(visit, 409, reason, &[]).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visit: &Visit, status: u16, typed: &str, faults: &[FieldFault]) -> Page {
    let id = visit.part("registration")?;
    let placed = person::look(&visit.app, visit.principal(), id).await?;
    let registration = &placed.registration;
    let lists = person::lists(&visit.app, &placed).await?;
    let frame = visit.frame(Section::Events);
    let entry = entry(
        frame.texts(),
        "reason",
        ("afterwards-person-reason", "afterwards-person-reason-hint"),
        EntryKind::Text,
        true,
        typed,
        (faults, "/reason"),
    );
    let view = PersonPurgeView {
        frame,
        path: format!("/console/registrations/{}/purge", registration.id),
        event: placed.programme.event.title.get(visit.value_language()).to_owned(),
        reception_number: registration.reception_number.clone(),
        name: registration.applicant_name.clone(),
        state: state_key(registration.state.as_str()),
        is_free_to_go: person::is_free_to_go(&visit.app, &placed),
        waiting_lists: lists.number,
        is_list_under_way: lists.is_one_under_way,
        is_gone: registration.applicant_name.is_empty(),
        entry,
    };
    visit.page(status, &view)
}
