//! The page of everything of an event that can be changed.

use actix_web::HttpResponse;

use super::sheet::{edit_nav, event_path};
use crate::domain::application_rules::ApplicationRules;
use crate::domain::civil;
use crate::domain::event::{CapacityUnit, EventStatus, Programme, Session, SessionStatus};
use crate::http::console::home::state_of;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::events::hub::{HubView, Part, SessionPart, Way};
use crate::http::pages::console::events::words;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = parts(&visit, query).await;
    visit.answer(outcome)
}

async fn parts(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let done = query.text("done");
    query.finish()?;
    let programme = super::more_sessions::own_event(visit).await?;
    let event = &programme.event;
    let path = format!("{}/edit", event_path(&programme));
    let mut sessions: Vec<&Session> = programme.sessions.iter().collect();
    sessions.sort_by_key(|session| (session.starts_at(), session.position));
    let view = HubView {
        frame: visit.frame(Section::Events),
        nav: edit_nav(visit, &programme),
        title: event.title.get(visit.value_language()).to_owned(),
        state: state_of(event.status),
        done: done.and_then(|done| words::done(&done)),
        sessions: sessions.into_iter().map(|one| session(visit, &programme, one)).collect(),
        add_path: format!("{path}/sessions"),
        parts: vec![
            part(words::BASICS, basics(visit, &programme), &path, "basics"),
            part(words::RULES, rules(visit, &programme), &path, "rules"),
            part(words::GROUPS, groups(visit, &programme), &path, "groups"),
            part(words::IMAGE, image(visit, &programme), &path, "image"),
        ],
        ways: ways(&programme),
    };
    visit.page(200, &view)
}

fn part(heading: &'static str, facts: Vec<(String, String)>, path: &str, name: &str) -> Part {
    Part { heading, facts, path: format!("{path}/{name}") }
}

/// The name of a session, or its day where it has none.
pub fn session_name(visit: &Visit, programme: &Programme, session: &Session) -> String {
    let language = visit.value_language();
    let name = session.name.get(language);
    if !name.is_empty() {
        return name.to_owned();
    }
    let zone = programme.event.time_zone;
    session.starts_at().map(|at| civil::date(language, at, zone)).unwrap_or_default()
}

fn session(visit: &Visit, programme: &Programme, session: &Session) -> SessionPart {
    let language = visit.value_language();
    let texts = Texts::new(visit.language());
    let unit = match programme.event.capacity_unit {
        CapacityUnit::Person => Part::UNITS[0],
        CapacityUnit::Company => Part::UNITS[1],
    };
    let venue = session.meetings.iter().find_map(|meeting| meeting.venue.as_ref());
    let online = session.meetings.iter().find_map(|meeting| meeting.online_url.clone());
    SessionPart {
        name: session_name(visit, programme, session),
        when: crate::http::console::event::when(visit, programme, session),
        place: venue.map(|venue| venue.get(language).to_owned()).or(online).unwrap_or_default(),
        seats: format!(
            "{} / {}",
            session.counts.taken,
            texts.t1(unit, "number", session.settings.capacity)
        ),
        state: match session.settings.status {
            SessionStatus::Scheduled => None,
            SessionStatus::Closed => Some(Part::STATES[0]),
            SessionStatus::Cancelled => Some(Part::STATES[1]),
        },
        path: format!("/console/sessions/{}/edit", session.id),
    }
}

/// Names of fields with their values, but for what is empty.
fn filled(visit: &Visit, facts: &[(&str, String)]) -> Vec<(String, String)> {
    let texts = Texts::new(visit.language());
    let filled = facts.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| (Part::name_of(texts, name), value.clone())).collect()
}

fn basics(visit: &Visit, programme: &Programme) -> Vec<(String, String)> {
    let (event, language) = (&programme.event, visit.value_language());
    filled(
        visit,
        &[
            ("title", event.title.get(language).to_owned()),
            ("audience", event.audience.get(language).to_owned()),
            ("description", event.description.get(language).to_owned()),
            ("contact", event.contact.get(language).to_owned()),
            ("slug", format!("/e/{}", event.slug.as_str())),
        ],
    )
}

fn rules(visit: &Visit, programme: &Programme) -> Vec<(String, String)> {
    let event = &programme.event;
    let ApplicationRules { offer, wishes, address_confirmation, .. } = event.application_rules;
    let number = |given: Option<i64>| given.map(|given| given.to_string()).unwrap_or_default();
    filled(
        visit,
        &[
            ("people_per_application", event.people_per_application.to_string()),
            ("people_per_company", number(event.people_per_company.map(i64::from))),
            ("offer_hours", number(offer.map(|offer| offer.num_hours()))),
            ("wishes", number((wishes > 1).then_some(i64::from(wishes)))),
            ("confirm_minutes", number(address_confirmation.map(|within| within.num_minutes()))),
            ("reminders", super::rules::reminders_text(visit, &event.reminders)),
        ],
    )
}

fn groups(visit: &Visit, programme: &Programme) -> Vec<(String, String)> {
    let language = visit.value_language();
    let line = |group: &crate::domain::event::Group| {
        let name = group.name.get(language);
        let name = if name.is_empty() { group.key.as_str() } else { name };
        let of =
            |group_id| programme.sessions.iter().filter(move |one| one.group == Some(group_id));
        let sessions: Vec<String> =
            of(group.id).map(|one| session_name(visit, programme, one)).collect();
        (name.to_owned(), sessions.join("、"))
    };
    programme.groups.iter().map(line).collect()
}

fn image(visit: &Visit, programme: &Programme) -> Vec<(String, String)> {
    let image = programme.image.as_ref();
    let alternative = image.map(|image| image.alternative.get(visit.value_language()).to_owned());
    filled(visit, &[("alternative", alternative.unwrap_or_default())])
}

/// What can be done with the event as it stands.
fn ways(programme: &Programme) -> Vec<Way> {
    let status = programme.event.status;
    let is_rehearsal = programme.rehearsal.is_some();
    let path = event_path(programme);
    let applies = |word: &str| match word {
        "events-publish" => status == EventStatus::Draft,
        "events-close" => status == EventStatus::Published,
        "events-reopen" => status == EventStatus::Closed,
        "events-cancel-event" => {
            matches!(status, EventStatus::Published | EventStatus::Closed) && !is_rehearsal
        }
        "events-unpublish" => status == EventStatus::Published && !is_rehearsal,
        _ => !is_rehearsal,
    };
    let ways = words::WAYS.iter().filter(|(_, word, _)| applies(word));
    ways.map(|(end, word, means)| Way { path: format!("{path}/{end}"), word, means }).collect()
}
