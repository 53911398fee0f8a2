//! Applications that came by mail, in the console: one action makes a registration of one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono_tz::Tz;

use super::open_visit::Page;
use super::paths::with_query;
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::application::ApplicationDraft;
use crate::domain::event::Programme;
use crate::domain::ids::EventId;
use crate::domain::seats::Refusal;
use crate::http::extract::Query;
use crate::http::pages::console::drafts::{DraftCard, DraftsView, SessionChoice};
use crate::http::pages::console::frame::Section;
use crate::store::application_drafts::ApplicationDraftRow;
use crate::store::programmes::{EventRef, from_json};
use crate::usecases::application_drafts::{self, DraftPage, DraftQuery};
use crate::usecases::{Failure, Permission, find_programme};

const PATH: &str = "/console/drafts";

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = waiting(&visit, query).await;
    visit.answer(outcome)
}

async fn waiting(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let cursor = query.text("cursor");
    query.finish()?;
    page(visit, cursor, StatusCode::OK, None).await
}

async fn page(
    visit: &Visit,
    cursor: Option<String>,
    status: StatusCode,
    refused: Option<&'static str>,
) -> Page {
    let asked = DraftQuery { cursor, ..DraftQuery::default() };
    let DraftPage { drafts, next } =
        application_drafts::list(&visit.app, visit.principal(), asked).await?;
    let mut cards = Vec::with_capacity(drafts.len());
    for row in &drafts {
        cards.push(card(visit, row).await?);
    }
    let view = DraftsView {
        frame: visit.frame(Section::Drafts),
        drafts: cards,
        refused,
        next_path: next.map(|cursor| with_query(PATH, &[("cursor", &cursor)])),
    };
    visit.page(status.as_u16(), &view)
}

async fn card(visit: &Visit, row: &ApplicationDraftRow) -> Result<DraftCard, Failure> {
    let event = EventRef::Id(EventId(row.event_id.0));
    let programme = find_programme::by_ref(&visit.app, event).await?.ok_or(Failure::NotFound)?;
    let draft: ApplicationDraft = from_json(&row.draft)?;
    let zone = programme.event.time_zone;
    let may_write =
        visit.principal().may_in(EventId(row.event_id.0), Permission::WriteRegistrations);
    Ok(DraftCard {
        id: row.id.0.to_string(),
        event: programme.event.title.get(visit.value_language()).to_owned(),
        received: visit.short_time(row.received_at.0, zone),
        sender: row.sender.clone(),
        subject: row.subject.clone(),
        understood: understood(&draft),
        original: row.original.clone(),
        attachments: u32::try_from(row.attachments).unwrap_or(0),
        sessions: sessions(visit, row, &programme, zone),
        path: may_write.then(|| format!("{PATH}/{}", row.id.0)),
    })
}

fn understood(draft: &ApplicationDraft) -> Vec<(&'static str, String)> {
    let company = draft.company.as_ref().map(|company| company.name.clone());
    let others: Vec<&str> = draft.attendees.iter().map(|it| it.name.as_str()).collect();
    let others = (!others.is_empty()).then(|| others.join("、"));
    let fields = [
        ("column-name", Some(draft.applicant.name.clone())),
        ("column-kana", draft.applicant.kana.clone()),
        ("column-company", company.or_else(|| draft.note.clone())),
        ("column-phone", draft.applicant.phone.clone()),
        ("column-email", draft.applicant.email.clone()),
        ("column-people", draft.seats.map(|seats| seats.to_string())),
        ("draft-others", others),
    ];
    let filled = fields.into_iter().filter_map(|(word, value)| Some((word, value?)));
    filled.filter(|(_, value)| !value.is_empty()).collect()
}

fn sessions(
    visit: &Visit,
    row: &ApplicationDraftRow,
    programme: &Programme,
    zone: Tz,
) -> Vec<SessionChoice> {
    let language = visit.value_language();
    let is_only = programme.sessions.len() == 1;
    let sessions = programme.sessions.iter();
    sessions
        .map(|session| {
            let begins = session.starts_at().map(|at| visit.short_time(at, zone));
            SessionChoice {
                id: session.id.to_string(),
                label: format!("{} {}", session.name.get(language), begins.unwrap_or_default()),
                wished: is_only || row.session_id.is_some_and(|id| id.0 == session.id.0),
            }
        })
        .collect()
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed_on(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed_on(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let id = visit.part("id")?;
    let (app, principal) = (&visit.app, visit.principal());
    let done = if fields.text("action") == "dismiss" {
        application_drafts::dismiss(app, principal, id).await.map(drop)
    } else {
        let session = fields.given("session").map(str::to_owned);
        application_drafts::confirm(app, principal, id, session, None).await.map(drop)
    };
    match done {
        Ok(()) => Ok(visit.see_other(PATH)),
        Err(failure) => match sentence(&failure) {
            Some(refused) => page(visit, None, StatusCode::CONFLICT, Some(refused)).await,
            None => Err(failure.into()),
        },
    }
}

/// Why a draft could not be confirmed, where staff can do something about it here.
fn sentence(failure: &Failure) -> Option<&'static str> {
    match failure {
        Failure::Invalid(faults) if faults.iter().any(|fault| fault.pointer == "/session") => {
            Some("draft-needs-session")
        }
        Failure::Invalid(_) => Some("draft-incomplete"),
        Failure::Refused(Refusal::AlreadyRegistered) => Some("draft-registered"),
        Failure::Refused(_) => Some("draft-refused"),
        _ => None,
    }
}
