//! Lists of registrations taken in: kept, tried, carried out, undone.

mod attendees;
pub mod check;
pub mod intake;
mod planning;
pub mod run;
pub mod undo;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::clock;
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, SessionId};
use crate::import::headers::Meaning;
use crate::store::imports::{self, FindingRow, ImportRow};
use crate::store::jobs::{self as stored_jobs, JobRow};
use crate::store::programmes::{from_json, to_json};
use crate::store::types::{Id, Time};

use super::create_event::{audit_line, note};
use super::jobs::{self, Job, NewJob};
use super::{Failure, Permission, Principal, find_programme};

/// Rows with a finding that are shown at once.
const SHOWN: i64 = 200;

/// Findings of a trial that are kept, and what became of rows.
pub mod finding {
    /// A registration that exists would be changed.
    pub const CHANGES: &str = "changes";
    /// The person is registered already.
    pub const DUPLICATE: &str = "duplicate";
    /// The row cannot be taken in.
    pub const FAULTY: &str = "faulty";
    /// A registration was made of it.
    pub const MADE: &str = "made";
    /// A registration was changed by it.
    pub const CHANGED: &str = "changed";
    /// The desk said no.
    pub const REFUSED: &str = "refused";
    /// What it had done was taken back.
    pub const UNDONE: &str = "undone";
    /// What it had done was touched since, and stays.
    pub const KEPT: &str = "kept";
}

/// What a trial has found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub new: i64,
    pub changes: i64,
    pub unchanged: i64,
    pub duplicates: i64,
    pub faulty: i64,
    /// Seats that the new ones want beyond those that are free, by session.
    pub over: Vec<(SessionId, i64)>,
}

/// A list with how it stands.
pub struct Import {
    pub row: ImportRow,
    pub programme: Arc<Programme>,
    pub headers: Vec<String>,
    pub mapping: Vec<Meaning>,
    pub report: Report,
    pub job: Option<JobRow>,
    /// The first rows with something to be looked at.
    pub findings: Vec<FindingRow>,
    /// How many rows became what.
    pub outcome: Vec<(String, i64)>,
    /// The first rows as they are in the file.
    pub sample: Vec<(i64, Vec<String>)>,
}

/// The import behind an id, for somebody who may see it.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn see(app: &App, principal: &Principal, id: &str) -> Result<Import, Failure> {
    let id = uuid::Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let (row, job, findings, outcome, sample) = app
        .read(move |conn| {
            let row = imports::by_id(conn, organization, Id(id))?.ok_or(Failure::NotFound)?;
            let job = match row.job_id {
                Some(job) => stored_jobs::by_id(conn, organization, job)?,
                None => None,
            };
            let shown = match row.state.as_str() {
                "done" | "undoing" | "undone" => {
                    &[finding::REFUSED, finding::FAULTY, finding::DUPLICATE, finding::KEPT][..]
                }
                _ => &[finding::FAULTY, finding::DUPLICATE, finding::CHANGES],
            };
            let findings = imports::findings(conn, row.id, shown, 0, SHOWN)?;
            let outcome = imports::counts(conn, row.id)?;
            let sample = rows_of(imports::part(conn, row.id, 0)?)?;
            Ok::<_, Failure>((row, job, findings, outcome, sample))
        })
        .await?;
    let event = row.event_id.0.to_string();
    let programme = find_programme::own_event(app, principal.organization, &event).await?;
    principal.must_in(programme.event.id, Permission::WriteRegistrations)?;
    Ok(Import {
        headers: from_json(&row.headers)?,
        mapping: from_json(&row.mapping)?,
        report: from_json(&row.report).unwrap_or_default(),
        sample: sample.into_iter().take(3).collect(),
        row,
        programme,
        job,
        findings,
        outcome,
    })
}

/// Rows of a part, each with its line in the file.
fn rows_of(cells: Option<String>) -> Result<Vec<(i64, Vec<String>)>, crate::store::StoreError> {
    let unreadable = crate::store::StoreError::Unreadable("rows of a list");
    cells.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text).map_err(|_| unreadable))
}

/// Says what the columns mean, remembers it for lists like this one, and starts the trial.
///
/// # Errors
/// [`Failure::Invalid`]: no column is a name or a number; [`Failure::Conflict`] once it has been carried out.
pub async fn map(
    app: &App,
    principal: &Principal,
    id: &str,
    mapping: Vec<Meaning>,
    tells_by_mail: bool,
) -> Result<(), Failure> {
    let import = see(app, principal, id).await?;
    let has = |wanted: &Meaning| mapping.contains(wanted);
    let is_named =
        [Meaning::Name, Meaning::FamilyName, Meaning::AttendeeName, Meaning::ReceptionNumber];
    if !is_named.iter().any(has) {
        return Err(Failure::invalid("/mapping", "required"));
    }
    let is_twice = |one: &Meaning| {
        *one != Meaning::Ignored && mapping.iter().filter(|other| *other == one).count() > 1
    };
    if mapping.iter().any(is_twice) {
        return Err(Failure::invalid("/mapping", "duplicate"));
    }
    if import.row.session_id.is_none()
        && import.programme.sessions.len() > 1
        && !has(&Meaning::Session)
        && !has(&Meaning::ReceptionNumber)
    {
        return Err(Failure::invalid("/mapping", "session"));
    }
    let was = import.row.state.clone();
    if !matches!(was.as_str(), "mapping" | "checked") && !import.is_stuck_in("checking") {
        return Err(Failure::Conflict("wrong_state"));
    }
    let stored = to_json(&mapping)?;
    let now = app.clock.now();
    let organization = import.row.organization_id;
    let fingerprint = import.row.fingerprint.clone();
    let row = ImportRow {
        mapping: stored.clone(),
        tells_by_mail,
        state: "checking".to_owned(),
        updated_at: Time(now),
        ..import.row
    };
    begin(app, principal, row, &was, None, check::KIND, move |conn, row| {
        imports::forget_findings(conn, row.id)?;
        Ok(imports::remember_mapping(conn, organization, &fingerprint, &stored, Time(now))?)
    })
    .await
}

/// Starts what the trial has shown, or goes on with it where it was stopped.
///
/// # Errors
/// [`Failure::Conflict`] unless it has just been tried, or was stopped.
pub async fn start(app: &App, principal: &Principal, id: &str) -> Result<(), Failure> {
    let mut import = see(app, principal, id).await?;
    let stopped = import.stopped_in("running");
    let was = if stopped.is_some() { "running" } else { "checked" };
    let row = ImportRow { state: "running".to_owned(), ..import.row };
    begin(app, principal, row, was, stopped, run::KIND, |_, _| Ok(())).await
}

/// Takes back what it has done, all of it or until it was stopped; or goes on with taking back.
///
/// # Errors
/// [`Failure::Conflict`] while it is being carried out, and before.
pub async fn take_back(app: &App, principal: &Principal, id: &str) -> Result<(), Failure> {
    let mut import = see(app, principal, id).await?;
    let stopped = import.stopped_in("undoing");
    let was = match () {
        () if stopped.is_some() => "undoing",
        () if import.is_stuck_in("running") => "running",
        () => "done",
    };
    let row = ImportRow { state: "undoing".to_owned(), ..import.row };
    begin(app, principal, row, was, stopped, undo::KIND, |_, _| Ok(())).await
}

impl Import {
    /// Whether the work of this state was stopped, or has failed.
    fn is_stuck_in(&self, state: &str) -> bool {
        let has_ended = |job: &JobRow| matches!(job.state.as_str(), "stopped" | "failed");
        self.row.state == state && self.job.as_ref().is_some_and(has_ended)
    }

    /// The job that was to do the work of this state, and has not.
    fn stopped_in(&mut self, state: &str) -> Option<JobRow> {
        if self.is_stuck_in(state) { self.job.take() } else { None }
    }
}

/// Writes the import in its new state with the job that works on it: from the beginning, or from where a job before it
/// was stopped.
async fn begin(
    app: &App,
    principal: &Principal,
    mut row: ImportRow,
    was: &str,
    stopped: Option<JobRow>,
    kind: &'static str,
    more: impl FnOnce(&mut crate::store::Conn, &ImportRow) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    let (now, was) = (app.clock.now(), was.to_owned());
    let job = clock::uuid_v7(now);
    let page = format!("/console/imports/{}", row.id.0);
    let new = NewJob {
        kind,
        event: Some(EventId(row.event_id.0)),
        parameters: json!({ "import": row.id.0 }),
        page: &page,
        total: Some(row.total),
    };
    let mut job_row = jobs::row_of(principal, new, job, now);
    if let Some(stopped) = stopped {
        (job_row.position, job_row.done, job_row.failed) =
            (stopped.position, stopped.done, stopped.failed);
    }
    let before = row.job_id.replace(Id(job));
    row.updated_at = Time(now);
    let line = audit_line(principal, kind, "import", row.id.0, now);
    app.write(move |conn| {
        if !imports::save(conn, &row, &was, before)? {
            return Err(Failure::Conflict("wrong_state"));
        }
        more(conn, &row)?;
        stored_jobs::insert(conn, &job_row)?;
        Ok(note(conn, line)?)
    })
    .await
}

/// The import that a job is about, with its programme.
async fn of_job(
    app: &App,
    job: &Job,
) -> Result<(ImportRow, Arc<Programme>, Vec<Meaning>), Failure> {
    let id = job.parameters["import"].as_str().and_then(|id| uuid::Uuid::parse_str(id).ok());
    let id = Id(id.ok_or(Failure::NotFound)?);
    let organization = Id(job.organization.0);
    let row = app
        .read(move |conn| imports::by_id(conn, organization, id))
        .await?
        .ok_or(Failure::NotFound)?;
    let event = row.event_id.0.to_string();
    let programme = find_programme::own_event(app, job.organization, &event).await?;
    let mapping = from_json(&row.mapping)?;
    Ok((row, programme, mapping))
}

/// Ends a piece of work: the import is in its next state.
async fn finish(app: &App, mut row: ImportRow, state: &str) -> Result<(), Failure> {
    let was = row.state.clone();
    (row.state, row.updated_at) = (state.to_owned(), Time(app.clock.now()));
    let job = row.job_id;
    app.write(move |conn| Ok::<_, Failure>(imports::save(conn, &row, &was, job).map(drop)?)).await
}
