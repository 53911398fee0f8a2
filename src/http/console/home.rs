//! The first page of the console: the organization's events, and how its mail stands.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};

use super::attendees::path_of_registration;
use super::open_visit::Page;
use super::paths::with_query;
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::civil;
use crate::domain::event::{EventStatus, Programme};
use crate::http::extract::Query;
use crate::http::pages::console::events::words as events_words;
use crate::http::pages::console::forms::input::Input;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::home::{
    ComingLine, EventFilter, EventLine, EventState, HomeView, TaskLine,
};
use crate::http::pages::console::mail_notice::MailNotice;
use crate::http::pages::texts::Texts;
use crate::usecases::Permission;
use crate::usecases::find_by_number::{self, Numbered};
use crate::usecases::list_events::{self, OwnQuery};
use crate::usecases::mail_standing::{self, MailStanding};
use crate::usecases::tasks::{self, SoonSession, Task};

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = events(&visit, query).await;
    visit.answer(outcome)
}

/// What the first page shows besides what there is to do.
#[derive(Default)]
struct Shown {
    /// Events with these words in their title.
    words: String,
    status: Option<EventStatus>,
    cursor: Option<String>,
    /// Key of what was just done.
    done: Option<&'static str>,
    /// The reception number that was typed, with the key of what is wrong with it.
    number: (String, Option<&'static str>),
}

async fn events(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let (cursor, done) = (query.text("cursor"), query.text("done"));
    let (words, state) = (query.text("q"), query.text("status"));
    query.finish()?;
    let shown = Shown {
        words: words.unwrap_or_default(),
        status: state.as_deref().and_then(EventStatus::parse),
        cursor,
        done: done.and_then(|done| events_words::done(&done)),
        number: Default::default(),
    };
    page(visit, 200, shown).await
}

async fn page(visit: &Visit, answer: u16, shown: Shown) -> Page {
    let Shown { words, status, cursor, done, number } = shown;
    let state = status.map_or("", EventStatus::as_str);
    let wanted = OwnQuery { cursor, words: words.clone(), status };
    let found = list_events::search(&visit.app, visit.principal(), &wanted).await?;
    let tasks = tasks::of(&visit.app, visit.principal()).await?;
    let standing = mail_standing::of(&visit.app, visit.principal()).await?;
    let now = visit.app.clock.now();
    let mut programmes: Vec<(Option<DateTime<Utc>>, Programme)> = found
        .programmes
        .into_iter()
        .map(|programme| (next_start(&programme, now), programme))
        .collect();
    programmes.sort_by_key(|(next, _)| turn(*next, now));
    let view = HomeView {
        frame: if answer == 200 {
            visit.frame(Section::Events)
        } else {
            visit.frame_of_answer(Section::Events)
        },
        events: programmes.iter().map(|(next, programme)| line(visit, *next, programme)).collect(),
        done,
        number: number_field(visit, &number),
        coming: tasks.iter().filter_map(|task| coming(visit, task)).collect(),
        tasks: mails(visit, &standing)
            .chain(tasks.iter().filter_map(|task| to_do(visit, task)))
            .collect(),
        may_make: visit.principal().may(Permission::WriteEvents),
        filter: EventFilter::of(&words, state),
        next_path: found.next.map(|cursor| {
            with_query("/console", &[("q", &words), ("status", state), ("cursor", &cursor)])
        }),
        mail: notice(&standing),
    };
    visit.page(answer, &view)
}

/// The field for a reception number, for who may open what it leads to.
fn number_field(visit: &Visit, (typed, wrong): &(String, Option<&'static str>)) -> Option<Input> {
    let texts = Texts::new(visit.language());
    let may = visit.principal().may_somewhere(Permission::ReadRegistrations);
    may.then(|| HomeView::number_field(texts, typed, wrong.map(|key| texts.t(key))))
}

/// Opens the registration whose number somebody reads out.
pub async fn open_number(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = opened(&visit, posted).await;
    visit.answer(outcome)
}

async fn opened(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let typed = fields.text("number");
    let wrong = match find_by_number::find(&visit.app, visit.principal(), typed).await? {
        Numbered::It(id) => return Ok(visit.see_other(&path_of_registration(id))),
        Numbered::Nobody => HomeView::NUMBER_OF_NOBODY,
        Numbered::Mistyped => HomeView::NUMBER_MISTYPED,
        Numbered::Unreadable => HomeView::NO_NUMBER,
    };
    page(visit, 422, Shown { number: (typed.to_owned(), Some(wrong)), ..Shown::default() }).await
}

/// Mail that somebody should look at: a line for each state, which leads to the mails in it.
fn mails(visit: &Visit, standing: &MailStanding) -> impl Iterator<Item = TaskLine> {
    let texts = Texts::new(visit.language());
    standing.trouble.iter().filter(|(_, number)| **number > 0).map(move |(state, number)| {
        TaskLine {
            words: texts.t2(TaskLine::MAILS, "state", state.clone(), "number", *number),
            about: String::new(),
            until: String::new(),
            path: with_query("/console/outbox", &[("state", state)]),
        }
    })
}

/// Name of a session with its event's.
fn named(visit: &Visit, soon: &SoonSession) -> (String, String) {
    let language = visit.value_language();
    let event = soon.programme.event.title.get(language).to_owned();
    let session = soon.programme.session(soon.session);
    let session = session.map(|session| session.name.get(language).to_owned());
    (event, session.unwrap_or_default())
}

fn to_do(visit: &Visit, task: &Task) -> Option<TaskLine> {
    let (texts, language) = (Texts::new(visit.language()), visit.value_language());
    let line = |words: String, about: &str, path: String| TaskLine {
        words,
        about: about.to_owned(),
        until: String::new(),
        path,
    };
    Some(match task {
        Task::SessionSoon(_) => return None,
        Task::OffersEnding { session, offers, ends_at } => {
            let (event, name) = named(visit, session);
            let when = visit.short_time(*ends_at, session.programme.event.time_zone);
            let words = texts.t1(TaskLine::OFFERS, "number", *offers);
            let path = format!("{}?state=offered", super::attendees::path_of(session.session));
            let until = texts.t1(TaskLine::UNTIL, "when", when);
            TaskLine { until, ..line(words, &format!("{event} {name}"), path) }
        }
        Task::Choosing { session, by_lot, applications } => {
            let (event, name) = named(visit, session);
            let (key, ending) =
                if *by_lot { (TaskLine::DRAW, "draw") } else { (TaskLine::SELECTION, "selection") };
            let path = format!("/console/sessions/{}/{ending}", session.session);
            line(texts.t1(key, "number", *applications), &format!("{event} {name}"), path)
        }
        Task::PurgeSoon { event, title, purge_at } => {
            let until = civil::date(language, *purge_at, visit.zone());
            let path = format!("/console/events/{event}/retention");
            TaskLine { until, ..line(texts.t(TaskLine::PURGE), title.get(language), path) }
        }
        Task::DraftsWaiting { drafts } => {
            let words = texts.t1(TaskLine::DRAFTS, "number", *drafts);
            line(words, "", "/console/drafts".to_owned())
        }
        Task::NotPublished { event, title, .. } => {
            let path = format!("/console/events/{event}/publish");
            line(texts.t(TaskLine::UNPUBLISHED), title.get(language), path)
        }
        Task::Rehearsal { rehearsal, title } => {
            let path = format!("/console/events/{rehearsal}/rehearsal");
            line(texts.t(TaskLine::REHEARSAL), title.get(language), path)
        }
    })
}

fn coming(visit: &Visit, task: &Task) -> Option<ComingLine> {
    let Task::SessionSoon(soon) = task else { return None };
    let session = soon.programme.session(soon.session)?;
    let (event, name) = named(visit, soon);
    Some(ComingLine {
        when: civil::date_time(
            visit.value_language(),
            soon.starts_at,
            soon.programme.event.time_zone,
        ),
        event,
        session: name,
        path: super::attendees::path_of(soon.session),
        capacity: session.settings.capacity,
        confirmed: session.counts.taken,
        waiting: session.counts.waiting,
    })
}

/// What is to be said of mail.
pub fn notice(standing: &MailStanding) -> MailNotice {
    MailNotice {
        worker_is_missing: !standing.health.worker_is_seen,
        is_held: standing.health.is_held,
        server_refuses: standing.health.server_refusal.is_some(),
        organization_is_held: standing.settings.hold,
        is_rehearsed: standing.settings.rehearsal_to.is_some(),
        in_trouble: u64::try_from(standing.in_trouble()).unwrap_or(0),
    }
}

/// When the next session is; of an event that is over, when its last one was.
fn next_start(programme: &Programme, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let starts = || programme.sessions.iter().filter_map(crate::domain::event::Session::starts_at);
    starts().filter(|start| *start >= now).min().or_else(|| starts().max())
}

/// The next one first; then those that are over, the latest first; those without a date last.
fn turn(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> (u8, i64) {
    match next {
        Some(start) if start >= now => (0, start.timestamp()),
        Some(start) => (1, -start.timestamp()),
        None => (2, 0),
    }
}

fn line(visit: &Visit, next: Option<DateTime<Utc>>, programme: &Programme) -> EventLine {
    let event = &programme.event;
    let language = visit.value_language();
    EventLine {
        path: format!("/console/events/{}", event.id),
        title: event.title.get(language).to_owned(),
        state: state_of(event.status),
        next: next.map(|start| civil::date(language, start, event.time_zone)).unwrap_or_default(),
        sessions: u32::try_from(programme.sessions.len()).unwrap_or(u32::MAX),
        confirmed: programme.sessions.iter().map(|session| session.counts.taken).sum(),
        waiting: programme.sessions.iter().map(|session| session.counts.waiting).sum(),
    }
}

/// How far an event is, as the console shows it.
pub fn state_of(status: EventStatus) -> EventState {
    match status {
        EventStatus::Draft => EventState::Draft,
        EventStatus::Published => EventState::Published,
        EventStatus::Closed => EventState::Closed,
        EventStatus::Cancelled => EventState::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_next_is_on_top_and_what_is_long_over_far_below() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let now = at(100).unwrap();
        let mut starts = [None, at(10), at(300), at(90), at(200), at(100)];
        starts.sort_by_key(|start| turn(*start, now));
        assert_eq!(starts, [at(100), at(200), at(300), at(90), at(10), None]);
    }
}
