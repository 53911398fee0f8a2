//! What is printed for a meeting: lists, badges, the poster at the entrance.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::super::open_visit::Page;
use super::super::visit::Visit;
use super::results;
use crate::export::sheets::BadgeSize;
use crate::http::api::attendees::pdf;
use crate::http::extract::Query;
use crate::http::pages::console::door::print::{PrintView, badge_word};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::print_sheet::{self, Wanted};
use crate::usecases::{Failure, Permission, find_programme, make_poster};

/// `GET /console/sessions/{session}/print`: what there is.
pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = choice(&visit).await;
    visit.answer(outcome)
}

async fn choice(visit: &Visit) -> Page {
    let session = visit.part("session")?;
    let organization = visit.principal().organization;
    let (programme, id) = find_programme::own_session(&visit.app, organization, session).await?;
    visit.principal().must_in(programme.event.id, Permission::ReadRegistrations)?;
    let found = programme.session(id).ok_or(Failure::NotFound)?;
    let when = found.meetings.iter().map(|meeting| results::when(visit, &programme, meeting));
    let view = PrintView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&programme, EventPart::CheckIn),
        session: results::name_of(visit, &programme, found),
        when: when.collect(),
        path: format!("/console/sessions/{id}/print"),
        sizes: BadgeSize::ALL.map(|size| (size.as_str(), badge_word(size.as_str()))).to_vec(),
    };
    visit.page(200, &view)
}

/// `GET /console/sessions/{session}/print/{sheet}`: the file.
pub async fn sheet(visit: Visit, query: Query) -> HttpResponse {
    let outcome = file(&visit, query).await;
    visit.answer(outcome)
}

async fn file(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let name = visit.part("sheet")?;
    let name = name.strip_suffix(".pdf").ok_or(Failure::NotFound)?;
    if !["roster", "reception", "badges"].contains(&name) {
        return Err(Failure::NotFound.into());
    }
    let wanted = Wanted {
        sheet: Some(name.to_owned()),
        size: query.text("size"),
        lines: query.text("lines").is_some(),
        state: query.text("state"),
        // No name stands in an address.
        q: None,
        language: visit.value_language(),
    };
    query.finish()?;
    let session = visit.part("session")?;
    Ok(pdf(print_sheet::print(&visit.app, visit.principal(), session, &wanted).await?))
}

/// `GET …/check-in/{meeting}/poster.pdf`.
pub async fn poster(visit: Visit) -> HttpResponse {
    let outcome = hung_up(&visit).await;
    visit.answer(outcome)
}

async fn hung_up(visit: &Visit) -> Page {
    let place = super::here(visit).await?;
    let bytes = make_poster::of(&visit.app, &place, visit.value_language()).await?;
    let response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, "inline; filename=\"poster.pdf\""))
        .body(bytes);
    Ok(response)
}
