//! One mail of the queue.

use actix_web::HttpResponse;

use crate::http::console::open_visit::Page;
use crate::http::console::outbox;
use crate::http::console::visit::Visit;
use crate::http::pages::console::forms::outbox_mail::{
    OutboxMailView, about_key, by_hand_key, reply_key, times,
};
use crate::http::pages::console::frame::Section;
use crate::usecases::{Failure, find_programme, look_at_mail};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit) -> Page {
    let (app, principal) = (&visit.app, visit.principal());
    let story = look_at_mail::show(app, principal, visit.part("id")?).await?;
    let row = &story.mail;
    let event = match row.event_id {
        Some(id) => {
            let id = id.0.to_string();
            match find_programme::own_event(app, principal.organization, &id).await {
                Ok(programme) => {
                    let title = programme.event.title.get(visit.value_language()).to_owned();
                    Some((title, format!("/console/events/{id}")))
                }
                Err(Failure::NotFound) => None,
                Err(failure) => return Err(failure.into()),
            }
        }
        None => None,
    };
    let written = |at: crate::store::types::Time| visit.short_time(at.0, visit.zone());
    let waits = matches!(row.state.as_str(), "queued" | "retry");
    let mail = outbox::line(visit, row);
    let by_hand = story.by_hand.iter();
    let view = OutboxMailView {
        frame: visit.frame(Section::Outbox),
        about: about_key(if mail.is_caught() { "caught" } else { &row.state }),
        reply_about: reply_key(&mail.last_reply),
        event,
        times: times(
            written(row.created_at),
            waits.then(|| written(row.due_at)),
            row.sent_at.map(written),
            row.give_up_at.filter(|_| waits).map(written),
        ),
        message_id: row.message_id.clone(),
        by_hand: by_hand
            .map(|(at, action, who)| {
                (visit.short_time(*at, visit.zone()), by_hand_key(action), who.clone())
            })
            .collect(),
        mail,
    };
    visit.page(200, &view)
}
