//! An event in the console: its sessions with their numbers.

use actix_web::HttpResponse;

use super::home::state_of;
use super::open_visit::Page;
use super::visit::Visit;
use crate::domain::civil;
use crate::domain::event::{Availability, CapacityUnit, Programme, Session};
use crate::domain::state::State;
use crate::http::pages::console::event::{ConsoleEventView, SessionLine};
use crate::http::pages::console::frame::Section;
use crate::http::pages::session::{SessionStatus, Unit};
use crate::usecases::count_registrations::{self, Counts};
use crate::usecases::{Permission, find_programme};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = sessions(&visit).await;
    visit.answer(outcome)
}

async fn sessions(visit: &Visit) -> Page {
    visit.principal().must(Permission::ReadEvents)?;
    let event = visit.part("event")?;
    let programme =
        find_programme::own_event(&visit.app, visit.principal().organization, event).await?;
    let counts = count_registrations::by_session(&visit.app, visit.principal(), &programme).await?;
    let mut sessions: Vec<&Session> = programme.sessions.iter().collect();
    sessions.sort_by_key(|session| (session.starts_at(), session.position));
    let event = &programme.event;
    let view = ConsoleEventView {
        frame: visit.frame(Section::Events),
        title: event.title.get(visit.value_language()).to_owned(),
        state: state_of(event.status),
        public_path: event.status.is_public().then(|| format!("/e/{}", event.slug.as_str())),
        sessions: sessions
            .into_iter()
            .map(|session| line(visit, &programme, session, &counts))
            .collect(),
    };
    visit.page(200, &view)
}

fn line(visit: &Visit, programme: &Programme, session: &Session, counts: &Counts) -> SessionLine {
    SessionLine {
        name: session.name.get(visit.value_language()).to_owned(),
        when: when(visit, programme, session),
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
        withdrawn: u32::try_from(counts.of(session.id, State::Withdrawn)).unwrap_or(0),
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
