//! Long work in the console: how far it has come, and the button that stops it.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

use super::open_visit::Page;
use super::posted::Posted;
use super::route_table::Needs::Member;
use super::route_table::{RouteTable, at};
use super::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::job::{JobState, JobView};
use crate::store::jobs::JobRow;
use crate::usecases::jobs;

/// Asks the browser to look again, where no script does. Widely understood, though no standard of HTTP.
pub const REFRESH: HeaderName = HeaderName::from_static("refresh");

pub fn routes(table: &mut RouteTable) {
    table.add(at("/jobs/{job}").get(Member, show));
    table.add(at("/jobs/{job}/stop").post(Member, stop));
}

/// Where a job is shown.
pub fn path_of(job: uuid::Uuid) -> String {
    format!("/console/jobs/{job}")
}

async fn show(visit: Visit) -> HttpResponse {
    let outcome = progress(&visit).await;
    visit.answer(outcome)
}

async fn progress(visit: &Visit) -> Page {
    let row = jobs::see(&visit.app, visit.principal(), visit.part("job")?).await?;
    let state = JobState::parse(&row.state);
    let view = JobView {
        frame: visit.frame(Section::Events),
        what: word_of(&row.kind),
        state,
        done: row.done,
        failed: row.failed,
        total: row.total,
        seconds_left: seconds_left(&row, visit.app.clock.now()),
        stop_path: format!("{}/stop", path_of(row.id.0)),
        page: row.page,
    };
    let mut page = visit.page(200, &view)?;
    if !state.has_ended() {
        page.headers_mut().insert(REFRESH, HeaderValue::from_static("2"));
    }
    Ok(page)
}

/// Key of what a kind of job does. Rooms add theirs.
fn word_of(kind: &str) -> &'static str {
    match kind {
        "bulk_action" => "attendees-bulk-job",
        "import_check" => "imports-job-check",
        "import_run" => "imports-job-run",
        "import_undo" => "imports-job-undo",
        _ => "job-work",
    }
}

/// By its pace until now.
fn seconds_left(row: &JobRow, now: chrono::DateTime<chrono::Utc>) -> Option<i64> {
    let began = row.started_at.filter(|_| row.state == "running")?;
    let (total, done) = (row.total?, row.done.max(0));
    let elapsed = (now - began.0).num_milliseconds().max(0);
    (done > 0 && total > done).then(|| elapsed.saturating_mul(total - done) / done / 1_000 + 1)
}

async fn stop(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = stopped(&visit, posted).await;
    visit.answer(outcome)
}

async fn stopped(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let job = visit.part("job")?;
    jobs::stop(&visit.app, visit.principal(), job).await?;
    Ok(visit.see_other(&format!("/console/jobs/{job}")))
}
