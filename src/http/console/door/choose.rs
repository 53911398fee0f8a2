//! Which door somebody stands at: today's meetings first.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::super::open_visit::Page;
use super::super::visit::Visit;
use super::results;
use crate::domain::event::{Meeting, Session};
use crate::http::pages::console::door::choose::{ChooseView, MeetingLine};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::Permission;
use crate::usecases::check_in::Place;
use crate::usecases::check_in::place::{self, Counted};

/// `GET /console/events/{event}/check-in`.
pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = meetings(&visit).await;
    visit.answer(outcome)
}

async fn meetings(visit: &Visit) -> Page {
    let event = visit.part("event")?;
    let programme = place::event_to_receive(&visit.app, visit.principal(), event).await?;
    let counted =
        place::counted(&visit.app, &programme).await.map_err(crate::usecases::Failure::from)?;
    let now = visit.app.clock.now();
    let mut all: Vec<(&Session, &Meeting)> = Vec::new();
    for session in &programme.sessions {
        all.extend(session.meetings.iter().map(|meeting| (session, meeting)));
    }
    all.sort_by_key(|(_, meeting)| meeting.starts_at);
    let (mut today, mut others) = (Vec::new(), Vec::new());
    for (session, meeting) in all {
        let Some(place) = Place::of(Arc::clone(&programme), meeting.id) else { continue };
        let line = line(visit, &place, session, &counted);
        if place.door.is_today(now) { today.push(line) } else { others.push(line) }
    }
    let view = ChooseView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&programme, EventPart::CheckIn),
        today,
        others,
    };
    visit.page(200, &view)
}

fn line(visit: &Visit, place: &Place, session: &Session, counted: &Counted) -> MeetingLine {
    let language = visit.value_language();
    let venue = place.meeting.venue.as_ref().map(|venue| venue.get(language).to_owned());
    let of_this = counted.iter().find(|(meeting, _)| *meeting == place.meeting.id);
    let event = place.programme.event.id;
    let may_print = visit.principal().may_in(event, Permission::ReadRegistrations);
    MeetingLine {
        session: results::name_of(visit, &place.programme, session),
        when: results::when(visit, &place.programme, &place.meeting),
        venue: venue.unwrap_or_default(),
        count: results::counted(of_this.map(|(_, count)| *count).unwrap_or_default()),
        is_cancelled: place.door.is_cancelled,
        path: super::path_of(place),
        print_path: may_print.then(|| format!("/console/sessions/{}/print", session.id)),
    }
}
