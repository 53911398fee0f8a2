//! The page that says why an application was not taken, with the answers kept for another try.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::attempt::Attempt;
use super::fault::PageFault;
use super::form_views::is_live;
use super::visit::Keeping;
use crate::domain::event::{Availability, CapacityUnit, Session, Window, window};
use crate::domain::seats::Refusal;
use crate::http::error::HttpError;
use crate::http::pages::field_name::FieldName;
use crate::http::pages::frame::LanguageSwitch;
use crate::http::pages::refused::{self, RefusedView};
use crate::usecases::Failure;

/// The hidden field of a check page that has said that the application will wait.
pub const WAITS: &str = "waits";

/// Whether the applicant has agreed to wait for a seat. Who was shown free seats has not, even if they
/// are taken by the time the form is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    NotAsked,
    Accepted,
}

/// A refusal that can be told before the application is sent.
pub fn foreseen(attempt: &Attempt<'_>, session: &Session) -> Option<Refusal> {
    let event = &attempt.programme.event;
    let settings = &session.settings;
    match window(event.status, settings, attempt.now, Some(attempt.opened_at())) {
        Window::NotOpen => Some(Refusal::NotOpen { opens_at: settings.opens_at }),
        Window::Closed => Some(Refusal::Closed),
        Window::Cancelled => Some(Refusal::Cancelled),
        Window::Open => {
            // Where another session is wished for as well, only the desk knows which it will be.
            let is_only_wish = attempt.entered.wishes.iter().all(String::is_empty);
            let is_full =
                attempt.programme.availability(session, attempt.now) == Availability::Full;
            // Whoever comes from a company that has its seat needs none: only the desk knows.
            let needs_seat = event.capacity_unit == CapacityUnit::Person;
            (is_full && needs_seat && is_only_wish).then_some(Refusal::SessionFull)
        }
    }
}

/// The page for a refusal.
///
/// # Errors
/// For refusals that no application meets.
pub fn page(
    attempt: &Attempt<'_>,
    status: StatusCode,
    session: &Session,
    refusal: &Refusal,
    waiting: Waiting,
) -> Result<HttpResponse, PageFault> {
    let shown = attempt.shown();
    let refusal = told(attempt, session, refusal, waiting)?;
    let others = attempt.programme.sessions.iter();
    let others = others.filter(|other| other.id != session.id && is_live(shown, other));
    let view = RefusedView {
        frame: attempt.frame(LanguageSwitch::None),
        slug: attempt.programme.event.slug.as_str().to_owned(),
        event_title: shown.title(),
        session_name: session.name.get(shown.language).to_owned(),
        session_id: session.id.to_string(),
        alternatives: others.map(|other| shown.session(other)).collect(),
        hidden: kept(attempt, &refusal),
        token: attempt.token.clone(),
        contact: shown.contact(),
        refusal,
    };
    attempt.visit.page(status, Keeping::FilledForm, &view)
}

/// The answers. Where no session that was wished for has a seat, the wishes go: one of them may be chosen to wait for.
fn kept(attempt: &Attempt<'_>, refusal: &refused::Refusal) -> Vec<(String, String)> {
    let mut kept = attempt.kept(Waiting::NotAsked);
    if matches!(refusal, refused::Refusal::Filled { .. }) {
        kept.retain(|(name, _)| !matches!(FieldName::parse(name), Some(FieldName::Wish(_))));
    }
    kept
}

fn told(
    attempt: &Attempt<'_>,
    session: &Session,
    refusal: &Refusal,
    waiting: Waiting,
) -> Result<refused::Refusal, PageFault> {
    let moment = |at| attempt.shown().moment(at);
    let closes_at = session.settings.closes_at;
    // Who would have waited and was refused all the same has nothing to wait for.
    let waiting_list = session.settings.waiting_list && waiting == Waiting::NotAsked;
    Ok(match refusal {
        Refusal::SessionFull => refused::Refusal::Filled { waiting_list },
        Refusal::NotEnoughSeats { left, .. } => {
            refused::Refusal::NotEnoughSeats { left: *left, waiting_list }
        }
        Refusal::CompanyPeopleLimit { limit, .. } => {
            refused::Refusal::CompanyLimit { most: *limit }
        }
        Refusal::GroupLimit { limit } => refused::Refusal::HoldsAnother { limit: *limit },
        Refusal::NotOpen { opens_at } => {
            refused::Refusal::NotOpen { opens_at: opens_at.map(moment) }
        }
        Refusal::Closed => refused::Refusal::Closed {
            closed_at: (closes_at <= attempt.now).then(|| moment(closes_at)),
        },
        Refusal::Cancelled => refused::Refusal::Cancelled,
        Refusal::AlreadyRegistered => refused::Refusal::AlreadyRegistered,
        Refusal::IdempotencyConflict => refused::Refusal::AlreadySent,
        Refusal::NotFound => return Err(Failure::NotFound.into()),
        _ => {
            return Err(HttpError::Internal(
                "an application met a refusal that is not for applications",
            )
            .into());
        }
    })
}
