//! The table of registrations, filtered, searched, page by page.

use std::collections::BTreeMap;

use actix_web::HttpResponse;

use super::columns::shown_columns;
use super::{enter, path_of, path_of_event, path_of_registration, searched};
use crate::domain::application::Source;
use crate::domain::event::{Meeting, Programme, Session};
use crate::domain::question::QuestionKind;
use crate::domain::state::State;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::console::{answers, event};
use crate::http::extract::Query as Parameters;
use crate::http::pages::console::attendees::list::{AttendeesView, BulkForm, FilterForm};
use crate::http::pages::console::attendees::{AttendeeRow, Tab, source_key, state_key};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::field::Choice;
use crate::http::pages::texts::Texts;
use crate::usecases::attendees::listing::{self, AttendeePage, Scope};
use crate::usecases::attendees::query::{AttendeeQuery, questions_to_choose};
use crate::usecases::attendees::views::{self, View};
use crate::usecases::{Failure, Permission, Registration};

/// The order of the tabs: what staff look for most comes first.
const TABS: [State; 8] = [
    State::Confirmed,
    State::Waitlisted,
    State::Offered,
    State::Pending,
    State::EnteredDraw,
    State::Withdrawn,
    State::Declined,
    State::DeclinedOffer,
];
/// Tabs that are there even where nobody is in that state.
const ALWAYS: [State; 3] = [State::Confirmed, State::Waitlisted, State::Withdrawn];

pub async fn of_session(visit: Visit, parameters: Parameters) -> HttpResponse {
    let scope = match visit.part("session") {
        Ok(session) => listing::of_session(&visit.app, visit.principal(), session).await,
        Err(failure) => Err(failure),
    };
    let outcome = table(&visit, scope, parameters).await;
    visit.answer(outcome)
}

pub async fn of_event(visit: Visit, parameters: Parameters) -> HttpResponse {
    let scope = match visit.part("event") {
        Ok(event) => listing::of_event(&visit.app, visit.principal(), event).await,
        Err(failure) => Err(failure),
    };
    let outcome = table(&visit, scope, parameters).await;
    visit.answer(outcome)
}

/// Where the list of a scope is.
pub fn path_of_scope(scope: &Scope) -> String {
    scope.session.map_or_else(|| path_of_event(scope.programme.event.id), path_of)
}

/// What cannot be understood is told above a table without filters, so that the way on is there.
async fn table(visit: &Visit, scope: Result<Scope, Failure>, mut parameters: Parameters) -> Page {
    let scope = scope?;
    let none_chosen = parameters.text("none").is_some();
    let wishes = views::of(&visit.app, visit.principal(), &scope.programme).await?;
    let listed = match understood(visit, parameters) {
        Ok((query, cursor)) => {
            listing::page(&visit.app, visit.principal(), &scope, &query, cursor.as_deref())
                .await
                .map(|page| (page, query, cursor))
        }
        Err(failure) => Err(failure),
    };
    let shown =
        |found, query, is_first, failed| Listed { found, query, is_first, failed, none_chosen };
    match listed {
        Ok((found, query, cursor)) => {
            let listed = shown(found, query, cursor.is_none(), false);
            visit.page(200, &view(visit, &scope, &listed, &wishes))
        }
        Err(Failure::Invalid(_)) => {
            let query = AttendeeQuery::default();
            let found = listing::page(&visit.app, visit.principal(), &scope, &query, None).await?;
            visit.page(422, &view(visit, &scope, &shown(found, query, true, true), &wishes))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn understood(
    visit: &Visit,
    mut parameters: Parameters,
) -> Result<(AttendeeQuery, Option<String>), Failure> {
    parameters.text("lang");
    let words = searched::words(visit, &mut parameters).unwrap_or_default();
    let query = AttendeeQuery::read(|name| parameters.text(name));
    let query = AttendeeQuery { q: words, ..query };
    let cursor = parameters.text("cursor").filter(|cursor| !cursor.is_empty());
    parameters.finish()?;
    Ok((query, cursor))
}

/// A page that was found, with what it was found by.
struct Listed {
    found: AttendeePage,
    query: AttendeeQuery,
    is_first: bool,
    failed: bool,
    /// Whether something was to be done with nobody.
    none_chosen: bool,
}

fn view(visit: &Visit, scope: &Scope, listed: &Listed, wishes: &View) -> AttendeesView {
    let language = visit.value_language();
    let programme = &scope.programme;
    let event = &programme.event;
    let session = scope.session.and_then(|id| programme.session(id));
    let path = path_of_scope(scope);
    let Listed { found, query, .. } = listed;
    let address = |cursor: &str| searched::address(visit, &path, query, &[("cursor", cursor)]);
    let sealed = searched::sealed(visit, &query.q);
    let may_write = visit.principal().may_in(event.id, Permission::WriteRegistrations);
    let enterable = if may_write { enter::sessions_of(scope) } else { Vec::new() };
    let without = |left_out: &str| {
        query.pairs().into_iter().filter(|(name, _)| *name != left_out).collect::<Vec<_>>()
    };
    AttendeesView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(programme, EventPart::Attendees),
        event_path: format!("/console/events/{}", event.id),
        event_title: event.title.get(language).to_owned(),
        session_name: session
            .map(|session| session.name.get(language).to_owned())
            .unwrap_or_default(),
        when: session.map(|session| event::when(visit, programme, session)).unwrap_or_default(),
        tabs: tabs(visit, &found.counts, &path, query),
        filter: filter_form(visit, scope, query),
        columns: shown_columns(visit, scope, wishes),
        columns_path: format!("{path}/columns"),
        rows: found
            .registrations
            .iter()
            .map(|registration| row(visit, programme, found, registration))
            .collect(),
        first_path: (!listed.is_first).then(|| address("")),
        next_path: found.next.as_deref().map(address),
        bulk: BulkForm {
            path: format!("{path}/bulk"),
            hidden: query.pairs(),
            targets: targets(visit, programme, scope),
            all: all(found, query),
            may_write,
            may_check_in: may_write && visit.principal().may_in(event.id, Permission::CheckIn),
            meetings: meetings(visit, programme, scope),
            may_mail: visit.principal().may_in(event.id, Permission::WriteOutbox),
        },
        enter_path: match enterable.as_slice() {
            [only] => Some(enter::path_of_entry(only.id)),
            _ => None,
        },
        enter_sessions: if enterable.len() > 1 {
            enterable
                .iter()
                .map(|one| choice(&one.id.to_string(), label_of(visit, programme, one), ""))
                .collect()
        } else {
            Vec::new()
        },
        import_path: may_write.then(|| match session {
            Some(session) => format!("/console/sessions/{}/import", session.id),
            None => format!("/console/events/{}/import", event.id),
        }),
        mail_path: visit
            .principal()
            .may_in(event.id, Permission::WriteOutbox)
            .then(|| format!("/console/events/{}/mailings/new", event.id)),
        export_path: export_path(visit, scope, query),
        shortcuts: wishes.shortcuts,
        kept: without("q"),
        path,
        state: query.state.clone(),
        query: query.q.clone(),
        sealed,
        query_failed: listed.failed,
        none_chosen: listed.none_chosen,
    }
}

/// How many the filter finds, where the counts tell it.
fn all(found: &AttendeePage, query: &AttendeeQuery) -> Option<i64> {
    if query.is_narrowed() || !query.q.is_empty() {
        return None;
    }
    if query.state.is_empty() {
        return Some(found.counts.values().sum());
    }
    let states = query.state.split(',').filter_map(|state| state.trim().parse::<State>().ok());
    Some(states.map(|state| found.counts.get(&state).copied().unwrap_or(0)).sum())
}

fn tabs(
    visit: &Visit,
    counts: &BTreeMap<State, i64>,
    path: &str,
    query: &AttendeeQuery,
) -> Vec<Tab> {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let tab = |wanted: &str, count: i64| {
        let other = AttendeeQuery { state: wanted.to_owned(), ..query.clone() };
        Tab {
            key: state_key(wanted),
            count: number(count),
            path: searched::address(visit, path, &other, &[]),
            current: query.state == wanted,
        }
    };
    let mut tabs = vec![tab("", counts.values().sum())];
    for wanted in TABS {
        let count = counts.get(&wanted).copied().unwrap_or(0);
        if count > 0 || ALWAYS.contains(&wanted) || query.state == wanted.as_str() {
            tabs.push(tab(wanted.as_str(), count));
        }
    }
    tabs
}

fn choice(value: &str, label: String, chosen: &str) -> Choice {
    Choice { value: value.to_owned(), label, hint: String::new(), chosen: value == chosen }
}

fn filter_form(visit: &Visit, scope: &Scope, query: &AttendeeQuery) -> FilterForm {
    let texts = Texts::new(visit.language());
    let language = visit.value_language();
    let everybody = |chosen: &str| choice("", texts.t("attendees-any"), chosen);
    let mut sessions = Vec::new();
    if scope.session.is_none() && scope.programme.sessions.len() > 1 {
        sessions.push(everybody(&query.session));
        sessions.extend(scope.programme.sessions.iter().map(|session| {
            let id = session.id.to_string();
            choice(&id, label_of(visit, &scope.programme, session), &query.session)
        }));
    }
    let sources = Source::ALL
        .map(|source| choice(source.as_str(), texts.t(source_key(source.as_str())), &query.source));
    let event = scope.programme.event.id;
    let may = visit.principal().may_in(event, Permission::ReadRestrictedAnswers);
    let mut answers = Vec::new();
    for question in questions_to_choose(&scope.programme, may) {
        let label = question.label.get(language);
        let mut add = |value: &str, word: &str| {
            let value = format!("{}:{value}", question.key);
            answers.push(choice(&value, format!("{label}: {word}"), &query.answer));
        };
        if question.kind == QuestionKind::YesNo {
            add("true", &texts.t("answer-yes"));
            add("false", &texts.t("answer-no"));
        }
        for one in &question.choices {
            add(&one.value, one.label.get(language));
        }
    }
    if !answers.is_empty() {
        answers.insert(0, everybody(&query.answer));
    }
    let sorts = [
        ("", "attendees-sort-arrival"),
        ("name", "attendees-sort-name"),
        ("company", "attendees-sort-company"),
    ];
    FilterForm {
        sessions,
        sources: std::iter::once(everybody(&query.source)).chain(sources).collect(),
        answers,
        bounced: query.bounced == "yes",
        noted: query.noted == "yes",
        checked_in: query.checked_in == "yes",
        received_from: query.received_from.clone(),
        received_to: query.received_to.clone(),
        sorts: sorts.map(|(value, word)| choice(value, texts.t(word), &query.sort)).into(),
        is_set: query.is_narrowed() || !query.sort.is_empty(),
    }
}

/// A session by its name, or by its time where it has none.
pub fn label_of(visit: &Visit, programme: &Programme, session: &Session) -> String {
    let zone = programme.event.time_zone;
    let begins = session.starts_at().map(|at| visit.short_time(at, zone)).unwrap_or_default();
    format!("{} {begins}", session.name.get(visit.value_language())).trim().to_owned()
}

fn targets(visit: &Visit, programme: &Programme, scope: &Scope) -> Vec<Choice> {
    let others = programme.sessions.iter().filter(|session| Some(session.id) != scope.session);
    if programme.sessions.len() < 2 {
        return Vec::new();
    }
    let labelled = others
        .map(|session| choice(&session.id.to_string(), label_of(visit, programme, session), ""));
    labelled.collect()
}

/// Meetings to check in at, where a session that is listed has several.
fn meetings(visit: &Visit, programme: &Programme, scope: &Scope) -> Vec<Choice> {
    let listed = |one: &&Session| scope.session.is_none_or(|session| session == one.id);
    let sessions: Vec<&Session> = programme.sessions.iter().filter(listed).collect();
    if sessions.iter().all(|session| session.meetings.len() < 2) {
        return Vec::new();
    }
    let texts = Texts::new(visit.language());
    let own = choice("", texts.t("attendees-check-in-own"), "");
    let of = |session: &Session| -> Vec<Choice> {
        let one = |meeting: &Meeting| {
            let label = label_of_meeting(visit, programme, session, meeting);
            choice(&meeting.id.to_string(), label, "")
        };
        session.meetings.iter().map(one).collect()
    };
    let several = sessions.len() > 1;
    several.then_some(own).into_iter().chain(sessions.into_iter().flat_map(of)).collect()
}

/// A meeting as it is chosen: its session's name, and when it begins.
pub fn label_of_meeting(
    visit: &Visit,
    programme: &Programme,
    session: &Session,
    meeting: &Meeting,
) -> String {
    let begins = visit.short_time(meeting.starts_at, programme.event.time_zone);
    format!("{} {begins}", session.name.get(visit.value_language())).trim().to_owned()
}

/// Where one chooses how the list is exported, with all that it is narrowed to: without a state, all of them.
fn export_path(visit: &Visit, scope: &Scope, query: &AttendeeQuery) -> String {
    let path = match scope.session {
        Some(session) => format!("/console/sessions/{session}/export"),
        None => format!("/console/events/{}/export", scope.programme.event.id),
    };
    let all = || State::ALL.map(State::as_str).join(",");
    let state = if query.state.is_empty() { all() } else { query.state.clone() };
    // An export is in the order of arrival.
    let query = AttendeeQuery { state, sort: String::new(), ..query.clone() };
    searched::address(visit, &path, &query, &[])
}

fn row(
    visit: &Visit,
    programme: &Programme,
    found: &AttendeePage,
    registration: &Registration,
) -> AttendeeRow {
    let bounced = found.bounced.get(&registration.id).map(|bounced| bounced.status.clone());
    let noted = found.noted.contains(&registration.id);
    AttendeeRow { noted, bounced, ..plain_row(visit, programme, registration) }
}

/// A registration as a row, without what other tables know of it.
pub fn plain_row(visit: &Visit, programme: &Programme, registration: &Registration) -> AttendeeRow {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let zone = programme.event.time_zone;
    let session = programme.session(registration.session);
    AttendeeRow {
        id: registration.id.to_string(),
        path: path_of_registration(registration.id),
        session: session.map(|one| label_of(visit, programme, one)).unwrap_or_default(),
        noted: false,
        reception_number: registration.reception_number.clone(),
        name: registration.applicant_name.clone(),
        kana: given(&registration.applicant_kana),
        company: given(&registration.company_name),
        email: given(&registration.applicant_email),
        bounced: None,
        phone: given(&registration.applicant_phone),
        seats: registration.seats,
        state: state_key(registration.state.as_str()),
        position: registration.position,
        source: source_key(registration.source.as_str()),
        received_at: visit.short_time(registration.received_at, zone),
        registered_at: visit.short_time(registration.registered_at, zone),
        answers: answers::lines(
            &programme.event,
            &registration.answers,
            &registration.id.to_string(),
            visit.value_language(),
        ),
    }
}
