//! Closing and opening again, taking back to a draft, deleting: events and sessions.

use actix_web::HttpResponse;

use super::confirming::edit_path;
use super::hub::session_name;
use super::more_sessions::own_event;
use super::session::own_session;
use super::sheet::{BACK_WORD, back_to_edit, edit_nav, event_path};
use crate::domain::event::Programme;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::preview::PreviewView;
use crate::http::pages::console::events::sheet::FormButton;
use crate::http::pages::console::events::words;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::{Failure, change_event, change_session};

/// A deed with the words that are said before it.
struct Asked {
    heading: &'static str,
    button: FormButton,
    effects: Vec<String>,
    action: String,
    about: String,
}

fn ask(visit: &Visit, programme: &Programme, asked: Asked, refused: Option<String>) -> Page {
    let view = PreviewView {
        frame: visit.frame(Section::Events),
        nav: Some(edit_nav(visit, programme)),
        heading: asked.heading,
        about: asked.about,
        is_shown_again: false,
        differences: Vec::new(),
        effects: if refused.is_some() { Vec::new() } else { asked.effects },
        mail: None,
        action: asked.action,
        hidden: Vec::new(),
        fields: Vec::new(),
        button: refused.is_none().then_some(asked.button),
        refused,
        back: (edit_path(programme), BACK_WORD),
    };
    visit.page(if view.refused.is_some() { 409 } else { 200 }, &view)
}

fn title(visit: &Visit, programme: &Programme) -> String {
    programme.event.title.get(visit.value_language()).to_owned()
}

/// Seats taken and applications that wait, over these sessions.
fn numbers(programme: &Programme, session: Option<crate::domain::ids::SessionId>) -> (u32, u32) {
    let counted =
        programme.sessions.iter().filter(|one| session.is_none_or(|session| session == one.id));
    counted.fold((0, 0), |(taken, waiting), one| {
        (taken + one.counts.taken, waiting + one.counts.waiting)
    })
}

fn effects_of_closing(visit: &Visit, (taken, waiting): (u32, u32)) -> Vec<String> {
    let texts = Texts::new(visit.language());
    let mut effects = vec![texts.t(words::CLOSES), texts.t1(words::STAYS, "number", taken)];
    if waiting > 0 {
        effects.push(texts.t1(words::WAITING_STAY, "number", waiting));
    }
    effects.push(texts.t(words::NOBODY));
    effects
}

pub async fn show_close(visit: Visit) -> HttpResponse {
    let outcome = asked_to_close(&visit).await;
    visit.answer(outcome)
}

async fn asked_to_close(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let asked = Asked {
        heading: words::CLOSE_THE_EVENT,
        button: FormButton::main("confirm", words::CLOSE),
        effects: effects_of_closing(visit, numbers(&programme, None)),
        action: format!("{}/close", event_path(&programme)),
        about: title(visit, &programme),
    };
    ask(visit, &programme, asked, None)
}

pub async fn close(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = closed(&visit, posted).await;
    visit.answer(outcome)
}

async fn closed(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let id = programme.event.id.to_string();
    change_event::close(&visit.app, visit.principal(), &id).await?;
    Ok(back_to_edit(visit, &programme, "closed"))
}

pub async fn show_unpublish(visit: Visit) -> HttpResponse {
    let outcome = asked_to_unpublish(&visit, None).await;
    visit.answer(outcome)
}

async fn asked_to_unpublish(visit: &Visit, refused: Option<String>) -> Page {
    let programme = own_event(visit).await?;
    let texts = Texts::new(visit.language());
    let asked = Asked {
        heading: words::UNPUBLISH_THE_EVENT,
        button: FormButton::main("confirm", words::UNPUBLISH),
        effects: vec![texts.t(words::UNSEEN)],
        action: format!("{}/unpublish", event_path(&programme)),
        about: title(visit, &programme),
    };
    ask(visit, &programme, asked, refused)
}

pub async fn unpublish(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = unpublished(&visit, posted).await;
    visit.answer(outcome)
}

async fn unpublished(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let id = programme.event.id.to_string();
    match change_event::unpublish(&visit.app, visit.principal(), &id).await {
        Ok(()) => Ok(back_to_edit(visit, &programme, "unpublished")),
        Err(Failure::Conflict(_)) => {
            asked_to_unpublish(visit, Some(has_registrations(visit))).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn has_registrations(visit: &Visit) -> String {
    Texts::new(visit.language()).t(words::HAS_REGISTRATIONS)
}

pub async fn show_delete(visit: Visit) -> HttpResponse {
    let outcome = asked_to_delete(&visit, None).await;
    visit.answer(outcome)
}

async fn asked_to_delete(visit: &Visit, refused: Option<String>) -> Page {
    let programme = own_event(visit).await?;
    let texts = Texts::new(visit.language());
    let asked = Asked {
        heading: words::DELETE_THE_EVENT,
        button: FormButton::danger("confirm", words::DELETE),
        effects: vec![texts.t(words::DELETES)],
        action: format!("{}/delete", event_path(&programme)),
        about: title(visit, &programme),
    };
    ask(visit, &programme, asked, refused)
}

pub async fn delete(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = deleted(&visit, posted).await;
    visit.answer(outcome)
}

async fn deleted(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let id = programme.event.id.to_string();
    match change_event::delete(&visit.app, visit.principal(), &id).await {
        Ok(()) => Ok(visit.see_other("/console?done=deleted")),
        Err(Failure::Conflict(_)) => asked_to_delete(visit, Some(has_registrations(visit))).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn show_close_session(visit: Visit) -> HttpResponse {
    let outcome = asked_to_close_session(&visit).await;
    visit.answer(outcome)
}

async fn asked_to_close_session(visit: &Visit) -> Page {
    let (programme, id) = own_session(visit).await?;
    let session = programme.session(id).ok_or(Failure::NotFound)?;
    let asked = Asked {
        heading: words::CLOSE_THE_SESSION,
        button: FormButton::main("confirm", words::CLOSE),
        effects: effects_of_closing(visit, numbers(&programme, Some(id))),
        action: format!("/console/sessions/{id}/close"),
        about: session_name(visit, &programme, session),
    };
    ask(visit, &programme, asked, None)
}

pub async fn close_session(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = closed_session(&visit, posted).await;
    visit.answer(outcome)
}

async fn closed_session(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let (programme, id) = own_session(visit).await?;
    change_session::close(&visit.app, visit.principal(), &id.to_string()).await?;
    Ok(back_to_edit(visit, &programme, "session-closed"))
}

pub async fn show_reopen_session(visit: Visit) -> HttpResponse {
    let outcome = asked_to_reopen_session(&visit).await;
    visit.answer(outcome)
}

async fn asked_to_reopen_session(visit: &Visit) -> Page {
    let (programme, id) = own_session(visit).await?;
    let session = programme.session(id).ok_or(Failure::NotFound)?;
    let asked = Asked {
        heading: words::REOPEN_THE_SESSION,
        button: FormButton::main("confirm", words::REOPEN),
        effects: vec![Texts::new(visit.language()).t(words::REOPENS)],
        action: format!("/console/sessions/{id}/reopen"),
        about: session_name(visit, &programme, session),
    };
    ask(visit, &programme, asked, None)
}

pub async fn reopen_session(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = reopened_session(&visit, posted).await;
    visit.answer(outcome)
}

async fn reopened_session(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let (programme, id) = own_session(visit).await?;
    change_session::reopen(&visit.app, visit.principal(), &id.to_string()).await?;
    Ok(back_to_edit(visit, &programme, "session-reopened"))
}

pub async fn show_delete_session(visit: Visit) -> HttpResponse {
    let outcome = asked_to_delete_session(&visit, None).await;
    visit.answer(outcome)
}

async fn asked_to_delete_session(visit: &Visit, refused: Option<String>) -> Page {
    let (programme, id) = own_session(visit).await?;
    let session = programme.session(id).ok_or(Failure::NotFound)?;
    let asked = Asked {
        heading: words::DELETE_THE_SESSION,
        button: FormButton::danger("confirm", words::DELETE),
        effects: vec![Texts::new(visit.language()).t(words::DELETES)],
        action: format!("/console/sessions/{id}/delete"),
        about: session_name(visit, &programme, session),
    };
    ask(visit, &programme, asked, refused)
}

pub async fn delete_session(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = deleted_session(&visit, posted).await;
    visit.answer(outcome)
}

async fn deleted_session(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let (programme, id) = own_session(visit).await?;
    match change_session::delete(&visit.app, visit.principal(), &id.to_string()).await {
        Ok(()) => Ok(back_to_edit(visit, &programme, "session-deleted")),
        Err(Failure::Conflict(_)) => {
            asked_to_delete_session(visit, Some(has_registrations(visit))).await
        }
        Err(failure) => Err(failure.into()),
    }
}
