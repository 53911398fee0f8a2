//! What to look at before an event is published, and publishing it.

use actix_web::HttpResponse;

use super::hub::session_name;
use super::more_sessions::own_event;
use super::sheet::{edit_nav, event_path};
use crate::domain::event::{EventStatus, Programme, Session};
use crate::domain::publishing::{self, Finding, Weight, What};
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::events::checklist::{ChecklistView, FindingLine, Step};
use crate::http::pages::console::events::words;
use crate::http::pages::console::frame::Section;
use crate::usecases::change_event;
use crate::usecases::mail_standing::{self, MailStanding};

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = list(&visit, query).await;
    visit.answer(outcome)
}

async fn list(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let done = query.text("done");
    query.finish()?;
    let programme = own_event(visit).await?;
    let standing = mail_standing::of(&visit.app, visit.principal()).await?;
    let of_mail = of_mail(&standing);
    let findings = publishing::look(&programme, &of_mail, visit.app.clock.now());
    let of = |weight: Weight| -> Vec<FindingLine> {
        let found = findings.iter().filter(|finding| finding.what.weight() == weight);
        found.map(|finding| line(visit, &programme, *finding)).collect()
    };
    let event = &programme.event;
    let needed = of(Weight::Needed);
    let may_be = matches!(event.status, EventStatus::Draft | EventStatus::Closed);
    let path = event_path(&programme);
    let mut sessions: Vec<&Session> = programme.sessions.iter().collect();
    sessions.sort_by_key(|session| (session.starts_at(), session.position));
    let view = ChecklistView {
        frame: visit.frame(Section::Events),
        nav: edit_nav(visit, &programme),
        title: event.title.get(visit.value_language()).to_owned(),
        done: done.and_then(|done| words::done(&done)),
        sessions: sessions.into_iter().map(|one| in_a_line(visit, &programme, one)).collect(),
        action: (may_be && needed.is_empty()).then(|| format!("{path}/publish")),
        needed,
        missing: of(Weight::Missing),
        unusual: of(Weight::Unusual),
        public_path: event.status.is_public().then(|| format!("/e/{}", event.slug.as_str())),
        steps: steps(&programme, &path),
    };
    visit.page(200, &view)
}

/// What is wrong with mail.
fn of_mail(standing: &MailStanding) -> Vec<What> {
    let checks = [
        (standing.is_caught, What::MailIsCaught),
        (standing.settings.hold || standing.health.is_held, What::MailIsHeld),
        (standing.settings.rehearsal_to.is_some(), What::MailIsRehearsed),
        (!standing.health.worker_is_seen, What::WorkerIsMissing),
    ];
    checks.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect()
}

fn in_a_line(visit: &Visit, programme: &Programme, session: &Session) -> String {
    let language = visit.value_language();
    let when = crate::http::console::event::when(visit, programme, session).join("、");
    let venue = session.meetings.iter().find_map(|meeting| meeting.venue.as_ref());
    let venue = venue.map(|venue| venue.get(language)).unwrap_or_default();
    let parts = [session.name.get(language), when.as_str(), venue];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn steps(programme: &Programme, path: &str) -> Vec<Step> {
    let step = |(end, word): (&str, &'static str)| Step { path: format!("{path}/{end}"), word };
    let all = ChecklistView::STEPS.map(step);
    let is_rehearsal = programme.rehearsal.is_some();
    all.into_iter().filter(|one| !(is_rehearsal && one.path.ends_with("/rehearsal"))).collect()
}

fn line(visit: &Visit, programme: &Programme, finding: Finding) -> FindingLine {
    let session = finding.session.and_then(|id| programme.session(id));
    let edit = format!("{}/edit", event_path(programme));
    let path = match (finding.what, session) {
        (_, Some(session)) => format!("/console/sessions/{}/edit", session.id),
        (What::NoSession | What::AllOver, None) => format!("{edit}/sessions"),
        (What::NoReminder, None) => format!("{edit}/rules"),
        (What::AsksNothing, None) => format!("{}/form", event_path(programme)),
        (What::MailIsHeld | What::MailIsRehearsed | What::NoReplyTo, None) => {
            "/console/settings".to_owned()
        }
        (What::MailIsCaught | What::WorkerIsMissing, None) => String::new(),
        _ => format!("{edit}/basics"),
    };
    FindingLine {
        word: FindingLine::word_of(finding.what as usize),
        session: session.map(|one| session_name(visit, programme, one)).unwrap_or_default(),
        path,
    }
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let id = programme.event.id.to_string();
    change_event::publish(&visit.app, visit.principal(), &id).await?;
    Ok(visit.see_other(&format!("{}/publish?done=published", event_path(&programme))))
}
