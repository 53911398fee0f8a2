//! What is done with many registrations: chosen in the list, counted on a page, started, watched.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

use super::handing_on::Way;
use super::list::{label_of, label_of_meeting, path_of_scope};
use super::{path_of_registration, searched};
use crate::domain::ids::{MeetingId, RegistrationId, SessionId};
use crate::http::console::fault::ConsoleFault;
use crate::http::console::jobs;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::bulk::{BulkView, FailureLine, why_key};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::job::JobState;
use crate::usecases::Failure;
use crate::usecases::attendees::bulk::{self, Bulk, BulkAction, Chosen, NewBulk};
use crate::usecases::attendees::listing::{self, Scope};
use crate::usecases::attendees::query::AttendeeQuery;

/// Asks the browser to look again while it goes on.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

pub async fn of_session(visit: Visit, posted: Posted) -> HttpResponse {
    let scope = match visit.part("session") {
        Ok(session) => listing::of_session(&visit.app, visit.principal(), session).await,
        Err(failure) => Err(failure),
    };
    let outcome = choose(&visit, scope, posted).await;
    visit.answer(outcome)
}

pub async fn of_event(visit: Visit, posted: Posted) -> HttpResponse {
    let scope = match visit.part("event") {
        Ok(event) => listing::of_event(&visit.app, visit.principal(), event).await,
        Err(failure) => Err(failure),
    };
    let outcome = choose(&visit, scope, posted).await;
    visit.answer(outcome)
}

async fn choose(visit: &Visit, scope: Result<Scope, Failure>, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let scope = scope?;
    let query = AttendeeQuery::read(|name| fields.given(name).map(str::to_owned));
    let chosen = chosen(&fields, &query);
    let nobody = || {
        // The list once more, which says so.
        let path = searched::address(visit, &path_of_scope(&scope), &query, &[("none", "1")]);
        Ok(visit.see_other(&path))
    };
    if let Some(way) = Way::parse(fields.text("action")) {
        let back = searched::address(visit, &path_of_scope(&scope), &query, &[]);
        let handed = way.hand_on(visit, &scope, &chosen, &back).await;
        let is_nobody = matches!(&handed, Err(ConsoleFault::Failure(Failure::Invalid(_))));
        return if is_nobody { nobody() } else { handed };
    }
    let action = BulkAction::parse(fields.text("action")).ok_or(Failure::NotFound)?;
    let target = fields.given("target").and_then(|id| id.parse::<SessionId>().ok());
    let target = target.filter(|_| action == BulkAction::Move);
    let meeting = fields.given("meeting").and_then(|id| id.parse::<MeetingId>().ok());
    let meeting = meeting.filter(|_| action == BulkAction::CheckIn);
    // What was searched for is personal: the way back leads to the list without it.
    let kept = AttendeeQuery { q: String::new(), ..query.clone() };
    let kept = kept.pairs();
    let kept: Vec<(&str, &str)> =
        kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let stored_back = with_query(&path_of_scope(&scope), &kept);
    let new = NewBulk { action, target, meeting, chosen, back: stored_back };
    match bulk::prepare(&visit.app, visit.principal(), &scope, new).await {
        Ok(id) => Ok(visit.see_other(&path_of(id))),
        Err(Failure::Invalid(_)) => nobody(),
        Err(failure) => Err(failure.into()),
    }
}

fn chosen(fields: &Fields, query: &AttendeeQuery) -> Chosen {
    if fields.text("who") == "all" {
        return Chosen::All(Box::new(query.clone()));
    }
    let ids = fields.texts("chosen").filter_map(|id| id.parse::<RegistrationId>().ok());
    Chosen::These(ids.collect())
}

/// Where one is.
pub fn path_of(id: uuid::Uuid) -> String {
    format!("/console/bulk/{id}")
}

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = shown(&visit).await;
    visit.answer(outcome)
}

async fn shown(visit: &Visit) -> Page {
    let bulk = bulk::see(&visit.app, visit.principal(), visit.part("bulk")?).await?;
    let view = view(visit, &bulk);
    let goes_on = view.state.is_some_and(|state| !state.has_ended());
    let mut page = visit.page(200, &view)?;
    if goes_on {
        page.headers_mut().insert(REFRESH, HeaderValue::from_static("2"));
    }
    Ok(page)
}

fn view(visit: &Visit, bulk: &Bulk) -> BulkView {
    let programme = &bulk.scope.programme;
    let target = bulk.row.target_session_id.and_then(|id| programme.session(SessionId(id.0)));
    let meeting = bulk.row.target_meeting_id.map(|id| MeetingId(id.0));
    let meeting = meeting.and_then(|id| bulk::meeting_of(programme, id));
    let (what, means) = words(bulk.action);
    let job = bulk.job.as_ref();
    let failures = bulk.failures.iter().map(|(failure, found)| FailureLine {
        reception_number: found.as_ref().map(|it| it.reception_number.clone()).unwrap_or_default(),
        name: found.as_ref().map(|it| it.applicant_name.clone()).unwrap_or_default(),
        path: path_of_registration(failure.registration_id.0),
        why: why_key(&failure.code),
    });
    BulkView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(programme, EventPart::Attendees),
        what,
        means,
        only: bulk.only.as_ref().map(|it| format!("{} {}", it.reception_number, it.applicant_name)),
        of_record: bulk.row.back.starts_with("/console/registrations/"),
        target: target.map(|session| label_of(visit, programme, session)).unwrap_or_default(),
        meeting: meeting.map(|(session, at)| label_of_meeting(visit, programme, session, at)),
        total: bulk.row.total,
        state: job.map(|job| JobState::parse(&job.state)),
        done: job.map_or(0, |job| job.done),
        failed: job.map_or(0, |job| job.failed),
        failures: failures.collect(),
        start_path: format!("{}/start", path_of(bulk.row.id.0)),
        job_path: job.map(|job| jobs::path_of(job.id.0)).unwrap_or_default(),
        back: bulk.row.back.clone(),
    }
}

fn words(action: BulkAction) -> (&'static str, &'static str) {
    match action {
        BulkAction::Move => ("attendees-do-move", "attendees-means-move"),
        BulkAction::Accept => ("attendees-do-accept", "attendees-means-accept"),
        BulkAction::Decline => ("attendees-do-decline", "attendees-means-decline"),
        BulkAction::Offer => ("attendees-do-offer", "attendees-means-offer"),
        BulkAction::Withdraw => ("attendees-do-withdraw", "attendees-means-withdraw"),
        BulkAction::CheckIn => ("attendees-do-check-in", "attendees-means-check-in"),
    }
}

pub async fn start(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = started(&visit, posted).await;
    visit.answer(outcome)
}

async fn started(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let id = visit.part("bulk")?;
    match bulk::start(&visit.app, visit.principal(), id).await {
        // Pressed twice, it is started once.
        Ok(_) | Err(Failure::Conflict(_)) => Ok(visit.see_other(&format!("/console/bulk/{id}"))),
        Err(failure) => Err(failure.into()),
    }
}
