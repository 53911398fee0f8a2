//! Calling off (開催中止) an event or a session: why, who is told, the mail they would read, then the deed.

use actix_web::HttpResponse;

use super::confirming::{self, Deed, edit_path};
use super::hub::session_name;
use super::more_sessions::own_event;
use super::session::own_session;
use super::sheet::{
    BACK_WORD, Sheet, back_to_edit, edit_nav, event_path, fields_of, shown, view, wrong_of,
};
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::http::console::fault::ConsoleFault;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::fields::Wrong;
use crate::http::pages::console::events::sheet::{FieldGroup, FormButton};
use crate::http::pages::console::events::words;
use crate::http::pages::texts::Texts;
use crate::usecases::foresee_change::{self, Foreseen};
use crate::usecases::notice::CancelDraft;
use crate::usecases::{Failure, change_event, change_session};

/// What is to be called off.
struct Target<'a> {
    programme: &'a Programme,
    session: Option<SessionId>,
}

impl Target<'_> {
    fn path(&self) -> String {
        match self.session {
            Some(id) => format!("/console/sessions/{id}/cancel"),
            None => format!("{}/cancel", event_path(self.programme)),
        }
    }

    fn about(&self, visit: &Visit) -> String {
        let session = self.session.and_then(|id| self.programme.session(id));
        match session {
            Some(session) => session_name(visit, self.programme, session),
            None => self.programme.event.title.get(visit.value_language()).to_owned(),
        }
    }

    fn heading(&self) -> &'static str {
        if self.session.is_some() { words::CANCEL_THE_SESSION } else { words::CANCEL_THE_EVENT }
    }

    async fn foresee(&self, visit: &Visit, draft: &CancelDraft) -> Result<Foreseen, Failure> {
        let (app, principal) = (&visit.app, visit.principal());
        if let Some(id) = self.session {
            return foresee_change::session_cancelled(app, principal, &id.to_string(), draft).await;
        }
        let id = self.programme.event.id.to_string();
        foresee_change::event_cancelled(app, principal, &id, draft).await
    }

    async fn cancel(&self, visit: &Visit, draft: &CancelDraft) -> Result<(), Failure> {
        let (app, principal) = (&visit.app, visit.principal());
        if let Some(id) = self.session {
            return change_session::cancel(app, principal, &id.to_string(), draft).await.map(drop);
        }
        let id = self.programme.event.id.to_string();
        change_event::cancel(app, principal, &id, draft).await
    }
}

pub async fn show_event(visit: Visit) -> HttpResponse {
    let outcome = asked_of_event(&visit).await;
    visit.answer(outcome)
}

async fn asked_of_event(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    form(visit, &Target { programme: &programme, session: None }, &empty(), &[])
}

pub async fn show_session(visit: Visit) -> HttpResponse {
    let outcome = asked_of_session(&visit).await;
    visit.answer(outcome)
}

async fn asked_of_session(visit: &Visit) -> Page {
    let (programme, id) = own_session(visit).await?;
    form(visit, &Target { programme: &programme, session: Some(id) }, &empty(), &[])
}

fn empty() -> Fields {
    fields_of([("notify".to_owned(), "yes".to_owned())])
}

fn form(visit: &Visit, target: &Target<'_>, fields: &Fields, wrong: &[Wrong]) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let groups = vec![FieldGroup::new("", "", sheet.all(&["reason", "notify"]))];
    let ways = (target.path(), (edit_path(target.programme), BACK_WORD));
    let mut view = view(visit, (target.heading(), target.about(visit)), ways, groups, wrong);
    view.nav = Some(edit_nav(visit, target.programme));
    view.intro = vec![sheet.texts.t(words::FOR_GOOD)];
    view.buttons = vec![FormButton::main("look", words::LOOK)];
    shown(visit, &view)
}

pub async fn event(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed_for_event(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed_for_event(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    pressed(visit, &Target { programme: &programme, session: None }, &typed).await
}

pub async fn session(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed_for_session(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed_for_session(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let (programme, id) = own_session(visit).await?;
    pressed(visit, &Target { programme: &programme, session: Some(id) }, &typed).await
}

async fn pressed(visit: &Visit, target: &Target<'_>, typed: &Fields) -> Page {
    let draft = CancelDraft {
        reason: typed.text("reason").replace("\r\n", "\n").as_str().into(),
        notify: confirming::notify(typed),
    };
    let mut foreseen = match target.foresee(visit, &draft).await {
        Ok(foreseen) => foreseen,
        Err(Failure::Invalid(faults)) => {
            let wrong = wrong_of(&faults, |_| "reason".to_owned());
            return form(visit, target, typed, &wrong);
        }
        Err(failure) => return Err(failure.into()),
    };
    if !draft.notify {
        foreseen.mail = None;
    }
    if !confirming::is_confirmed(typed, &foreseen) {
        return shown_first(visit, target, typed, &foreseen, draft.notify);
    }
    target.cancel(visit, &draft).await.map_err(ConsoleFault::from)?;
    let done = if target.session.is_some() { "session-cancelled" } else { "cancelled" };
    Ok(back_to_edit(visit, target.programme, done))
}

fn shown_first(
    visit: &Visit,
    target: &Target<'_>,
    typed: &Fields,
    foreseen: &Foreseen,
    notify: bool,
) -> Page {
    let texts = Texts::new(visit.language());
    let button = match target.session {
        Some(_) => words::CANCEL_SESSION,
        None => words::CANCEL_EVENT,
    };
    let mut more = vec![texts.t(words::FOR_GOOD)];
    if !notify && foreseen.addressed.all() > 0 {
        more.insert(0, texts.t(words::NOT_TOLD));
    }
    let deed = Deed {
        programme: target.programme,
        heading: target.heading(),
        about: target.about(visit),
        action: target.path(),
        back_path: target.path(),
        button: FormButton {
            class: "button-danger-filled",
            ..FormButton::danger("confirm", button)
        },
        asks_whether_to_tell: false,
        more,
    };
    let silent = Foreseen { is_news: false, ..Foreseen::default() };
    if notify {
        confirming::page(visit, typed, foreseen, deed)
    } else {
        let kept = Foreseen {
            refusal: foreseen.refusal.clone(),
            promoted: foreseen.promoted,
            addressed: foreseen.addressed,
            version: foreseen.version,
            ..silent
        };
        confirming::page(visit, typed, &kept, deed)
    }
}
