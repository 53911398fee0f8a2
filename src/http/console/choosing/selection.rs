//! Selecting among the applications of a session: marks that nobody sees, then one step that tells everybody.

use actix_web::HttpResponse;
use unicode_normalization::UnicodeNormalization as _;

use super::free;
use crate::domain::event::CapacityUnit;
use crate::domain::seats::Selection;
use crate::http::console::answers;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::choosing::selection::{CandidateRow, ReleaseView, SelectionView};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::Failure;
use crate::usecases::select_applications::{
    self, Candidate, Candidates, Mark, fingerprint, in_order, name_of,
};

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = candidates(&visit, query).await;
    visit.answer(outcome)
}

async fn found(visit: &Visit) -> Result<Candidates, Failure> {
    let session = visit.part("session")?;
    select_applications::candidates(&visit.app, visit.principal(), session).await
}

async fn candidates(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let said = query.text("said");
    query.finish()?;
    let found = found(visit).await?;
    let session = found.programme.session(found.session).ok_or(Failure::NotFound)?;
    let view = SelectionView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&found.programme, EventPart::Choosing),
        session_name: session.name.get(visit.value_language()).to_owned(),
        path: path_of(&found),
        free: free(session),
        saved: said.as_deref() == Some("saved"),
        told: said.as_deref() == Some("told"),
        rows: found.candidates.iter().map(|it| row(visit, &found, it)).collect(),
    };
    visit.page(200, &view)
}

fn path_of(found: &Candidates) -> String {
    format!("/console/sessions/{}/selection", found.session)
}

fn row(visit: &Visit, found: &Candidates, candidate: &Candidate) -> CandidateRow {
    CandidateRow {
        id: candidate.id.to_string(),
        reception_number: candidate.reception_number.clone(),
        name: candidate.name.clone(),
        company: candidate.company.clone().unwrap_or_default(),
        seats: candidate.seats,
        received: visit.short_time(candidate.received_at, found.programme.event.time_zone),
        answers: answers::lines(
            &found.programme.event,
            &candidate.answers,
            &candidate.id.to_string(),
            visit.value_language(),
        ),
        mark: candidate.mark.map_or("", name_of),
        rank: Some(candidate.rank)
            .filter(|rank| *rank > 0)
            .map_or_else(String::new, |rank| rank.to_string()),
        path: format!("/console/registrations/{}", candidate.id),
    }
}

pub async fn mark(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = marked(&visit, posted).await;
    visit.answer(outcome)
}

async fn marked(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let found = found(visit).await?;
    let marks = found.candidates.iter().filter_map(|it| mark_of(&fields, it)).collect();
    let session = found.session.to_string();
    select_applications::mark(&visit.app, visit.principal(), &session, marks).await?;
    let path = path_of(&found);
    Ok(visit.see_other(&if fields.text("action") == "release" {
        format!("{path}/release")
    } else {
        with_query(&path, &[("said", "saved")])
    }))
}

/// What the form says of one application; nothing where it did not show it.
fn mark_of(fields: &Fields, candidate: &Candidate) -> Option<Mark> {
    let name = format!("mark-{}", candidate.id);
    if !fields.has(&name) {
        return None;
    }
    let rank = fields.text(&format!("rank-{}", candidate.id));
    // Japanese keyboards write full-width digits.
    let digits: String = rank.nfkc().collect();
    Some(Mark {
        registration: candidate.id,
        selection: select_applications::parse(fields.text(&name)),
        rank: digits.parse().unwrap_or(0).min(9_999),
    })
}

pub async fn preview(visit: Visit) -> HttpResponse {
    let outcome = match found(&visit).await {
        Ok(found) => release_page(&visit, &found, 200, None, ""),
        Err(failure) => Err(failure.into()),
    };
    visit.answer(outcome)
}

fn release_page(
    visit: &Visit,
    found: &Candidates,
    status: u16,
    refused: Option<&'static str>,
    reason: &str,
) -> Page {
    let session = found.programme.session(found.session).ok_or(Failure::NotFound)?;
    let marked = in_order(&found.candidates);
    let lines = |wanted: Selection| -> Vec<String> {
        let ids = marked.iter().filter(|(_, mark)| *mark == wanted).map(|(id, _)| *id);
        let line = |id| found.candidates.iter().find(|it| it.id == id).map(line);
        ids.filter_map(line).collect()
    };
    let view = ReleaseView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&found.programme, EventPart::Choosing),
        session_name: session.name.get(visit.value_language()).to_owned(),
        path: path_of(found),
        free: free(session),
        refused,
        seen: fingerprint(&marked),
        chosen: lines(Selection::Chosen),
        substitutes: lines(Selection::Substitute),
        not_chosen: lines(Selection::NotChosen),
        undecided: found.candidates.len() - marked.len(),
        asks_reason: wanted_units(found) > free(session),
        reason: reason.to_owned(),
    };
    visit.page(status, &view)
}

fn line(candidate: &Candidate) -> String {
    let company = candidate.company.as_deref().unwrap_or_default();
    let text = format!("{} {} {company}", candidate.reception_number, candidate.name);
    text.trim_end().to_owned()
}

/// Units that those who are marked as chosen would take, a company's later applications counted as one of its own:
/// then a reason is asked for that the desk may not need.
fn wanted_units(found: &Candidates) -> u32 {
    let chosen = found.candidates.iter().filter(|it| it.mark == Some(Selection::Chosen));
    match found.programme.event.capacity_unit {
        CapacityUnit::Person => chosen.map(|it| it.seats).sum(),
        CapacityUnit::Company => u32::try_from(chosen.count()).unwrap_or(u32::MAX),
    }
}

pub async fn release(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = released(&visit, posted).await;
    visit.answer(outcome)
}

async fn released(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let session = visit.part("session")?;
    let (principal, reason) = (visit.principal(), fields.given("reason"));
    let seen = fields.text("seen");
    match select_applications::release(&visit.app, principal, session, seen, reason).await {
        Ok(_) => {
            let path = format!("/console/sessions/{session}/selection");
            Ok(visit.see_other(&with_query(&path, &[("said", "told")])))
        }
        Err(why @ (Failure::Refused(_) | Failure::Conflict(_) | Failure::Invalid(_))) => {
            let found = found(visit).await?;
            let is_another = matches!(why, Failure::Conflict("changed_meanwhile"));
            let why = if is_another { "choosing-changed" } else { "choosing-refused" };
            release_page(visit, &found, 409, Some(why), fields.text("reason"))
        }
        Err(failure) => Err(failure.into()),
    }
}
