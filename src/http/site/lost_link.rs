//! Asking once more for the link to one's own registration.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::address::Name;
use super::fault::PageFault;
use super::programme_views::Shown;
use super::sent_form::SentForm;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::clock;
use crate::domain::event::Programme;
use crate::http::pages::faults::Fault;
use crate::http::pages::field_name::FieldName;
use crate::http::pages::frame::LanguageSwitch;
use crate::http::pages::lost_link::{LostLinkEvent, LostLinkView};
use crate::usecases::{Failure, find_programme, resend_link};

/// `GET /e/{event}/lost-link`: asks for the address; after it was sent, says the same to everybody.
pub async fn open(
    app: web::Data<App>,
    visit: Visit,
    event: Name,
) -> Result<HttpResponse, PageFault> {
    let programme = find_programme::public_event(&app, &event.0).await?;
    if visit.parameter("sent").is_none() {
        return form(&app, &visit, &programme, StatusCode::OK, "", None);
    }
    let path = format!("/e/{}/lost-link", programme.event.slug.as_str());
    let frame = visit.frame_of(&programme, LanguageSwitch::Links { path });
    let view = LostLinkView::sent(frame, about(&app, &visit, &programme));
    visit.page(StatusCode::OK, Keeping::Private, &view)
}

/// `POST /e/{event}/lost-link`: notes who asked. The answer is the same whether anybody is registered.
pub async fn ask(
    app: web::Data<App>,
    visit: Visit,
    event: Name,
    sent: SentForm,
) -> Result<HttpResponse, PageFault> {
    let programme = find_programme::public_event(&app, &event.0).await?;
    let visit = visit.in_language(sent.value("language"));
    let typed = sent.value("email").unwrap_or_default();
    if sent.value("language").is_some() {
        return form(&app, &visit, &programme, StatusCode::OK, typed, None);
    }
    let wrong = |fault: &Fault| {
        form(&app, &visit, &programme, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(fault))
    };
    let token = sent.value("form").unwrap_or_default();
    if app.links.open_form(programme.event.id, token, app.clock.now()).is_none() {
        return wrong(&Fault::new(FieldName::Email, "form_expired"));
    }
    match resend_link::ask(&app, &event.0, typed).await {
        Ok(()) => {
            let slug = programme.event.slug.as_str();
            Ok(visit.see_other(&format!("/e/{slug}/lost-link?sent=1")))
        }
        Err(Failure::Invalid(found)) => {
            let code = found.first().map_or("invalid_email", |fault| fault.code);
            wrong(&Fault::new(FieldName::Email, code))
        }
        Err(other) => Err(other.into()),
    }
}

fn form(
    app: &App,
    visit: &Visit,
    programme: &Programme,
    status: StatusCode,
    typed: &str,
    fault: Option<&Fault>,
) -> Result<HttpResponse, PageFault> {
    let token =
        app.links.form_token(programme.event.id, app.clock.now(), clock::random_bytes::<16>());
    let frame = visit.frame_of(programme, LanguageSwitch::Form);
    let event = about(app, visit, programme);
    let view = LostLinkView::asking(frame, event, token, typed, fault);
    visit.page(status, Keeping::Private, &view)
}

fn about(app: &App, visit: &Visit, programme: &Programme) -> LostLinkEvent {
    let shown = Shown { programme, language: visit.domain_language(), now: app.clock.now() };
    LostLinkEvent {
        slug: programme.event.slug.as_str().to_owned(),
        title: shown.title(),
        contact: shown.contact(),
    }
}
