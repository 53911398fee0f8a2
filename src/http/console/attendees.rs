//! The table of a session's registrations, filtered, searched, page by page.

use std::collections::BTreeMap;

use actix_web::HttpResponse;

use super::open_visit::Page;
use super::paths::with_query;
use super::visit::Visit;
use super::{answers, event};
use crate::domain::event::CapacityUnit;
use crate::domain::ids::SessionId;
use crate::domain::state::State;
use crate::http::extract::Query as Parameters;
use crate::http::pages::console::attendees::{
    AttendeeRow, AttendeesView, ExportPaths, Tab, source_key, state_key,
};
use crate::http::pages::console::frame::Section;
use crate::usecases::list_registrations::{self, Query, RegistrationPage};
use crate::usecases::{Failure, Registration};

/// The order of the tabs: what staff look for most comes first.
const TABS: [State; 8] = [
    State::Confirmed,
    State::Waitlisted,
    State::Offered,
    State::Pending,
    State::EnteredDraw,
    State::Withdrawn,
    State::Declined,
    State::DeclinedOffer,
];
/// Tabs that are there even where nobody is in that state.
const ALWAYS: [State; 3] = [State::Confirmed, State::Waitlisted, State::Withdrawn];

/// Where the table of a session is.
pub fn path_of(session: SessionId) -> String {
    format!("/console/sessions/{session}/attendees")
}

pub async fn show(visit: Visit, parameters: Parameters) -> HttpResponse {
    let outcome = table(&visit, parameters).await;
    visit.answer(outcome)
}

/// What cannot be understood is told above a table without filters, so that the way on is there.
async fn table(visit: &Visit, parameters: Parameters) -> Page {
    let session = visit.part("session")?;
    let listed = match understood(parameters) {
        Ok(query) => list_registrations::list(&visit.app, visit.principal(), session, &query)
            .await
            .map(|page| (page, query)),
        Err(failure) => Err(failure),
    };
    match listed {
        Ok((found, query)) => visit.page(200, &view(visit, &found, &query, false)),
        Err(Failure::Invalid(_)) => {
            let query = Query::default();
            let found =
                list_registrations::list(&visit.app, visit.principal(), session, &query).await?;
            visit.page(422, &view(visit, &found, &query, true))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn understood(mut parameters: Parameters) -> Result<Query, Failure> {
    parameters.text("lang");
    let query = Query {
        state: parameters.text("state"),
        q: parameters.text("q"),
        cursor: parameters.text("cursor"),
        ..Query::default()
    };
    parameters.finish()?;
    Ok(query)
}

fn view(
    visit: &Visit,
    found: &RegistrationPage,
    query: &Query,
    query_failed: bool,
) -> AttendeesView {
    let language = visit.value_language();
    let event = &found.programme.event;
    let session = found.programme.session(found.session);
    let path = path_of(found.session);
    let state = query.state.clone().unwrap_or_default();
    let q = query.q.clone().unwrap_or_default();
    let filtered =
        |cursor: &str| with_query(&path, &[("state", &state), ("q", &q), ("cursor", cursor)]);
    AttendeesView {
        frame: visit.frame(Section::Events),
        event_path: format!("/console/events/{}", event.id),
        event_title: event.title.get(language).to_owned(),
        session_name: session
            .map(|session| session.name.get(language).to_owned())
            .unwrap_or_default(),
        when: session
            .map(|session| event::when(visit, &found.programme, session))
            .unwrap_or_default(),
        tabs: tabs(&found.counts, &path, &state, &q),
        companies: event.capacity_unit == CapacityUnit::Company,
        rows: found
            .registrations
            .iter()
            .map(|registration| row(visit, found, registration))
            .collect(),
        first_path: query.cursor.is_some().then(|| filtered("")),
        next_path: found.next.as_deref().map(filtered),
        export: exports(&path, &state, &q),
        path,
        state,
        query: q,
        query_failed,
    }
}

fn tabs(counts: &BTreeMap<State, i64>, path: &str, state: &str, q: &str) -> Vec<Tab> {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let tab = |wanted: &str, count: i64| Tab {
        key: state_key(wanted),
        count: number(count),
        path: with_query(path, &[("state", wanted), ("q", q)]),
        current: state == wanted,
    };
    let mut tabs = vec![tab("", counts.values().sum())];
    for wanted in TABS {
        let count = counts.get(&wanted).copied().unwrap_or(0);
        if count > 0 || ALWAYS.contains(&wanted) || state == wanted.as_str() {
            tabs.push(tab(wanted.as_str(), count));
        }
    }
    tabs
}

/// The exports have what the page has: without a state, all of them.
fn exports(path: &str, state: &str, q: &str) -> ExportPaths {
    let all = State::ALL.map(State::as_str).join(",");
    let state = if state.is_empty() { &all } else { state };
    let file = |ending: &str, encoding: &str| {
        with_query(
            &format!("{path}.{ending}"),
            &[("encoding", encoding), ("state", state), ("q", q)],
        )
    };
    ExportPaths {
        xlsx: file("xlsx", ""),
        csv_utf8: file("csv", "utf-8-bom"),
        csv_shift_jis: file("csv", "shift_jis"),
        json: file("json", ""),
    }
}

fn row(visit: &Visit, found: &RegistrationPage, registration: &Registration) -> AttendeeRow {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let zone = found.programme.event.time_zone;
    AttendeeRow {
        reception_number: registration.reception_number.clone(),
        name: registration.applicant_name.clone(),
        kana: given(&registration.applicant_kana),
        company: given(&registration.company_name),
        email: given(&registration.applicant_email),
        bounced: found.bounced.get(&registration.id).map(|bounced| bounced.status.clone()),
        phone: given(&registration.applicant_phone),
        seats: registration.seats,
        state: state_key(registration.state.as_str()),
        position: registration.position,
        source: source_key(registration.source.as_str()),
        received_at: visit.short_time(registration.received_at, zone),
        registered_at: visit.short_time(registration.registered_at, zone),
        answers: answers::lines(
            &found.programme.event,
            &registration.answers,
            &registration.id.to_string(),
            visit.value_language(),
        ),
    }
}
