//! Somebody comes without a registration (当日参加).

use actix_web::HttpResponse;

use super::super::open_visit::Page;
use super::super::paths::with_query;
use super::super::posted::{Fields, Posted};
use super::super::visit::Visit;
use super::results;
use crate::clock;
use crate::domain::event::CapacityUnit;
use crate::domain::seats::Refusal;
use crate::http::extract::Query;
use crate::http::pages::console::door::walk_in::{WalkInFault, WalkInView};
use crate::http::pages::console::frame::Section;
use crate::usecases::Failure;
use crate::usecases::check_in::Place;
use crate::usecases::check_in::walk_in::{WalkIn, walk_in};

/// `GET …/walk-in`.
pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = form(&visit, query).await;
    visit.answer(outcome)
}

async fn form(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let any_day = query.text("any-day").is_some();
    query.finish()?;
    let place = super::here(visit).await?;
    let form = uuid::Uuid::from_bytes(clock::random_bytes()).to_string();
    let wanted = WalkIn { seats: Some(1), form, ..WalkIn::default() };
    page(visit, &place, any_day, wanted, 200, Vec::new())
}

fn page(
    visit: &Visit,
    place: &Place,
    any_day: bool,
    wanted: WalkIn,
    status: u16,
    faults: Vec<WalkInFault>,
) -> Page {
    let session = place.session().ok_or(Failure::NotFound)?;
    let view = WalkInView {
        frame: visit.frame(Section::Events),
        nav: super::nav(visit, place),
        session: results::name_of(visit, &place.programme, session),
        when: results::when(visit, &place.programme, &place.meeting),
        path: super::path_of(place),
        any_day,
        companies: place.programme.event.capacity_unit == CapacityUnit::Company,
        seats_left: place.programme.seats_left(session),
        asks_reason: faults.contains(&WalkInFault::Full) || !wanted.exceed_reason.is_empty(),
        name: wanted.name,
        kana: wanted.kana,
        phone: wanted.phone,
        company: wanted.company,
        seats: wanted.seats.map(|seats| seats.to_string()).unwrap_or_default(),
        reason: wanted.exceed_reason,
        form: wanted.form,
        faults,
    };
    visit.page(status, &view)
}

/// `POST …/walk-in`.
pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let place = super::here(visit).await?;
    let any_day = fields.has("any-day");
    let wanted = wanted_of(&fields);
    let faults = match walk_in(&visit.app, visit.principal(), &place, &wanted, any_day).await {
        Ok(told) => {
            let id = told.registration.map(|it| it.id.to_string()).unwrap_or_default();
            let said = results::sign_of(told.outcome).key();
            let day = if any_day { "1" } else { "" };
            let parameters = [("registration", id.as_str()), ("said", said), ("any-day", day)];
            return Ok(visit.see_other(&with_query(&super::path_of(&place), &parameters)));
        }
        Err(Failure::Invalid(faults)) => {
            let mut named: Vec<WalkInFault> =
                faults.iter().map(|fault| fault_at(&fault.pointer)).collect();
            named.sort_unstable();
            named.dedup();
            named
        }
        Err(Failure::Refused(Refusal::AlreadyRegistered)) => vec![WalkInFault::Known],
        Err(Failure::Refused(Refusal::Cancelled)) => vec![WalkInFault::Refused],
        Err(Failure::Refused(_)) => vec![WalkInFault::Full],
        Err(other) => return Err(other.into()),
    };
    page(visit, &place, any_day, wanted, 422, faults)
}

fn wanted_of(fields: &Fields) -> WalkIn {
    let text = |name: &str| fields.text(name).to_owned();
    WalkIn {
        name: text("name"),
        kana: text("kana"),
        phone: text("phone"),
        company: text("company"),
        seats: Some(fields.text("seats").parse().unwrap_or(0)),
        exceed_reason: text("reason"),
        form: text("form"),
    }
}

/// The field that a broken rule is about.
fn fault_at(pointer: &str) -> WalkInFault {
    match pointer {
        "/applicant/name" => WalkInFault::Name,
        "/applicant/kana" => WalkInFault::Kana,
        "/applicant/phone" => WalkInFault::Phone,
        "/company/name" => WalkInFault::Company,
        "/seats" => WalkInFault::Seats,
        "/exceed_reason" => WalkInFault::Reason,
        _ => WalkInFault::Refused,
    }
}
