//! Further sessions of an event, by the same form as those of a new one.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::moments::Calendar;
use super::new::{Form, defaults};
use super::sheet::{back_to_edit, fields_of};
use crate::domain::draft::SessionDraft;
use crate::domain::event::Programme;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::usecases::change_event::draft_from;
use crate::usecases::{Failure, Permission, change_session, find_programme};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = empty(&visit).await;
    visit.answer(outcome)
}

/// The event that the address names, for those who may change it.
pub async fn own_event(visit: &Visit) -> Result<Arc<Programme>, Failure> {
    let organization = visit.principal().organization;
    let found = find_programme::own_event(&visit.app, organization, visit.part("event")?).await?;
    visit.principal().must_in(found.event.id, Permission::WriteEvents)?;
    Ok(found)
}

fn calendar(visit: &Visit, programme: &Programme) -> Calendar {
    Calendar::new(visit.app.clock.now(), programme.event.time_zone, visit.value_language())
}

async fn empty(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let mut pairs = defaults();
    let last = programme.sessions.last();
    if let Some(last) = last {
        pairs.push(("capacity_each".to_owned(), last.settings.capacity.to_string()));
    }
    let form = Form::begun();
    form.page(visit, &fields_of(pairs), Some(&programme), calendar(visit, &programme))
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let calendar = calendar(visit, &programme);
    let mut form = Form::of(&typed);
    if form.grows(&typed, calendar) {
        return form.page(visit, &typed, Some(&programme), calendar);
    }
    let (made, mut wrong) = form.made(visit, &typed, calendar);
    let mut drafts = Vec::new();
    for (number, session) in made.sessions.iter().enumerate() {
        let draft: SessionDraft = draft_from(session.clone())?;
        match draft.parse(&[]) {
            Ok(_) => drafts.push(draft),
            Err(faults) => {
                let name_of = |pointer: &str| made.name_of(number, pointer);
                wrong.extend(super::sheet::wrong_of(&faults, name_of));
            }
        }
    }
    if !wrong.is_empty() {
        form.opens_wrong_rows(&mut wrong);
        form.wrong = wrong;
        return form.page(visit, &typed, Some(&programme), calendar);
    }
    let event = programme.event.id.to_string();
    for draft in &drafts {
        change_session::create(&visit.app, visit.principal(), &event, draft).await?;
    }
    Ok(back_to_edit(visit, &programme, "sessions-added"))
}
