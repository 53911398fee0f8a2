//! The form as applicants would see it, with what is typed and not saved yet: for the frame of a telephone.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use askama::Template as _;
use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::event::{EventStatus, Programme, SeatCounts, SessionStatus};
use crate::domain::values::language::Language as ValueLanguage;
use crate::http::console::fault::ConsoleFault;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::apply::ApplyView;
use crate::http::pages::brand::BrandView;
use crate::http::pages::entered::Entered;
use crate::http::pages::form_step::{FormStep, Progress};
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::http::pages::texts::Language;
use crate::http::security::EmbeddedBy;
use crate::http::site::form_views::{Offer, form, is_in_steps};
use crate::http::site::programme_views::Shown;
use crate::usecases::write_form;

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = preview(&visit, query).await;
    visit.answer(outcome)
}

async fn preview(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let wanted = query.text("in");
    query.finish()?;
    let language = wanted.as_deref().and_then(Language::from_code).unwrap_or(visit.language());
    let event = visit.part("event")?;
    let desk = write_form::open(&visit.app, visit.principal(), event).await?;
    let now = visit.app.clock.now();
    let mut programme = as_if_open(&desk.programme, now);
    programme.event.questions = desk.form.preview();
    let html = page(&programme, language, now)?;
    let mut response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(html);
    response.extensions_mut().insert(EmbeddedBy(vec!["'self'".to_owned()]));
    Ok(response)
}

/// The programme as it is while one can apply to all of its sessions.
fn as_if_open(programme: &Programme, now: DateTime<Utc>) -> Programme {
    let mut open = programme.clone();
    open.event.status = EventStatus::Published;
    for session in &mut open.sessions {
        session.settings.status = SessionStatus::Scheduled;
        session.settings.opens_at = None;
        session.settings.closes_at = session.settings.closes_at.max(now + TimeDelta::days(1));
        session.counts = SeatCounts::default();
    }
    for group in &mut open.groups {
        group.taken = 0;
    }
    open
}

fn page(
    programme: &Programme,
    language: Language,
    now: DateTime<Utc>,
) -> Result<String, ConsoleFault> {
    let value_language = ValueLanguage::parse(&language.code()).unwrap_or_default();
    let shown = Shown { programme, language: value_language, now };
    let frame = Frame::new(language, programme.organization_name.as_str(), LanguageSwitch::None)
        .with_brand(BrandView::of(&programme.brand));
    // The token belongs to no form: what the preview sent would be refused.
    let asked = form(shown, Offer::All(None), "preview");
    let entered = Entered::default();
    let view = if is_in_steps(programme) {
        let progress = Progress::at(&asked, FormStep::Questions, false);
        ApplyView::at(frame, asked, &entered, &[], progress)
    } else {
        ApplyView::new(frame, asked, &entered, &[])
    };
    view.render().map_err(|_| ConsoleFault::Internal("a page could not be written"))
}
