//! An event in the console: its sessions with their numbers, and how it stands.

use actix_web::HttpResponse;

use super::dashboard::standing;
use super::home::state_of;
use super::open_visit::Page;
use super::visit::Visit;
use crate::domain::civil;
use crate::domain::event::{Availability, CapacityUnit, Programme, Session};
use crate::domain::state::State;
use crate::http::pages::console::event::{ConsoleEventView, SessionLine};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::session::{SessionStatus, Unit};
use crate::usecases::overview::{self, Overview};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = sessions(&visit).await;
    visit.answer(outcome)
}

async fn sessions(visit: &Visit) -> Page {
    let found = overview::of_event(&visit.app, visit.principal(), visit.part("event")?).await?;
    let programme = &found.programme;
    let mut sessions: Vec<&Session> = programme.sessions.iter().collect();
    sessions.sort_by_key(|session| (session.starts_at(), session.position));
    let event = &programme.event;
    let view = ConsoleEventView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(programme, EventPart::Overview),
        title: event.title.get(visit.value_language()).to_owned(),
        state: state_of(event.status),
        public_path: event.status.is_public().then(|| format!("/e/{}", event.slug.as_str())),
        sessions: sessions.into_iter().map(|session| line(visit, &found, session)).collect(),
        standing: standing::of(visit, &found),
    };
    visit.page(200, &view)
}

fn line(visit: &Visit, found: &Overview, session: &Session) -> SessionLine {
    let programme = &found.programme;
    let count = |state| u32::try_from(found.of(session.id, state)).unwrap_or(0);
    SessionLine {
        name: session.name.get(visit.value_language()).to_owned(),
        when: when(visit, programme, session),
        path: format!("/console/sessions/{}", session.id),
        attendees_path: super::attendees::path_of(session.id),
        unit: match programme.event.capacity_unit {
            CapacityUnit::Person => Unit::Person,
            CapacityUnit::Company => Unit::Company,
        },
        status: status_of(programme.availability(session, visit.app.clock.now())),
        capacity: session.settings.capacity,
        confirmed: session.counts.taken,
        seats_left: programme.seats_left(session),
        waiting: session.counts.waiting,
        offered: count(State::Offered),
        withdrawn: count(State::Withdrawn),
    }
}

/// When a session is, one text a meeting.
pub fn when(visit: &Visit, programme: &Programme, session: &Session) -> Vec<String> {
    let (language, zone) = (visit.value_language(), programme.event.time_zone);
    let meetings = session.meetings.iter();
    meetings
        .map(|meeting| civil::range(language, meeting.starts_at, meeting.ends_at, zone))
        .collect()
}

fn status_of(availability: Availability) -> SessionStatus {
    match availability {
        Availability::NotOpen => SessionStatus::NotOpen,
        Availability::Open => SessionStatus::Open,
        Availability::Full => SessionStatus::Full,
        Availability::Waitlist => SessionStatus::Waitlist,
        Availability::Closed => SessionStatus::Closed,
        Availability::Cancelled => SessionStatus::Cancelled,
    }
}
