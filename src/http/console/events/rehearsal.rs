//! Rehearsing an event: beginning, and ending with everything of it removed.

use actix_web::HttpResponse;

use super::confirming::edit_path;
use super::more_sessions::own_event;
use super::sheet::{BACK_WORD, edit_nav, event_path, view};
use crate::domain::event::Programme;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::hub::Way;
use crate::http::pages::console::events::sheet::FormButton;
use crate::http::pages::console::events::words;
use crate::http::pages::texts::Texts;
use crate::usecases::{Failure, find_programme, rehearse_event};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = standing(&visit).await;
    visit.answer(outcome)
}

/// Of an event: the rehearsal that is under way, or the button to begin one. Of a rehearsal: itself.
async fn standing(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let texts = Texts::new(visit.language());
    let about = programme.event.title.get(visit.value_language()).to_owned();
    let running = match &programme.rehearsal {
        Some(_) => Some(programme.event.id),
        None => rehearse_event::of(&visit.app, programme.event.id).await?,
    };
    let action = match running {
        Some(id) => format!("/console/events/{id}/rehearsal/end"),
        None => format!("{}/rehearsal", event_path(&programme)),
    };
    let ways = (action, (edit_path(&programme), BACK_WORD));
    let mut page = view(visit, (words::REHEARSAL, about), ways, Vec::new(), &[]);
    page.nav = Some(edit_nav(visit, &programme));
    page.intro = words::REHEARSAL_MEANS.iter().map(|word| texts.t(word)).collect();
    match running {
        Some(id) => {
            let organization = visit.principal().organization;
            let of = find_programme::own_event(&visit.app, organization, &id.to_string()).await?;
            page.intro.insert(0, texts.t(words::REHEARSAL_RUNS));
            page.ways = ways_of(&of);
            page.buttons = vec![FormButton::danger("confirm", words::END_REHEARSAL)];
        }
        None if programme.sessions.is_empty() => {
            page.intro.push(texts.t(words::REHEARSAL_NEEDS_SESSION));
            page.buttons = Vec::new();
        }
        None => page.buttons = vec![FormButton::main("confirm", words::START_REHEARSAL)],
    }
    visit.page(200, &page)
}

fn ways_of(rehearsal: &Programme) -> Vec<Way> {
    let [public, console] = words::REHEARSAL_WAYS;
    vec![
        Way {
            path: format!("/e/{}", rehearsal.event.slug.as_str()),
            word: public.0,
            means: public.1,
        },
        Way { path: event_path(rehearsal), word: console.0, means: console.1 },
    ]
}

pub async fn start(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = started(&visit, posted).await;
    visit.answer(outcome)
}

async fn started(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let id = programme.event.id.to_string();
    rehearse_event::start(&visit.app, visit.principal(), &id).await?;
    Ok(visit.see_other(&format!("{}/rehearsal", event_path(&programme))))
}

pub async fn end(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = ended(&visit, posted).await;
    visit.answer(outcome)
}

async fn ended(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let event = visit.part("event")?;
    let of = rehearse_event::end(&visit.app, visit.principal(), event).await?;
    let organization = visit.principal().organization;
    match find_programme::own_event(&visit.app, organization, &of.to_string()).await {
        Ok(_) => Ok(visit.see_other(&format!("/console/events/{of}/edit?done=rehearsal-ended"))),
        Err(Failure::NotFound) => Ok(visit.see_other("/console")),
        Err(failure) => Err(failure.into()),
    }
}
