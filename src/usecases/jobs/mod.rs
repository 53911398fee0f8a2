//! Long work that staff start and that goes on without them: in steps, each harmless when it is done twice.

mod kinds;
mod running;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::app::App;
use crate::clock;
use crate::domain::ids::{EventId, MemberId, OrganizationId};
use crate::domain::seats::Actor;
use crate::store::jobs::{self, JobRow};
use crate::store::types::{Id, JsonText, Time};

use super::{Failure, Permission, Principal};

pub use running::{once, run};

/// What a step is about.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: uuid::Uuid,
    pub organization: OrganizationId,
    pub event: Option<EventId>,
    /// What was asked for.
    pub parameters: Value,
    /// What the last step left; null before the first.
    pub position: Value,
    /// What the last step counted.
    pub done: i64,
    pub failed: i64,
    pub total: Option<i64>,
    /// What the last step said of the outcome; null before the first.
    pub result: Value,
    created_by: String,
}

impl Job {
    /// Whoever started it, with all rights in their organization: what they may do was asked when it was started.
    pub fn principal(&self) -> Principal {
        let id = |prefix: &str| {
            let text = self.created_by.strip_prefix(prefix)?;
            uuid::Uuid::parse_str(text).ok()
        };
        let actor = id("member:")
            .map(|id| Actor::Member(MemberId(id)))
            .or_else(|| id("token:").map(Actor::Token))
            .unwrap_or(Actor::Service);
        Principal::new(self.organization, actor, Permission::ALL.to_vec())
    }
}

/// What a step came to. The counts are those of the whole job until now.
#[derive(Clone, Debug)]
pub struct Step {
    pub done: i64,
    pub failed: i64,
    pub total: Option<i64>,
    /// Where the next step begins; null when there is none.
    pub position: Value,
    /// Of the outcome, for the page that shows it. No personal data.
    pub result: Value,
    pub is_last: bool,
}

/// A job to be started.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// One of `kinds.rs`.
    pub kind: &'static str,
    pub event: Option<EventId>,
    /// What is asked for. No personal data.
    pub parameters: Value,
    /// Where in the console its outcome is shown.
    pub page: &'a str,
    /// How many there are, where that is known.
    pub total: Option<i64>,
}

/// Starts long work; rights are asked before, by the use case that starts it.
///
/// # Errors
/// If the database does not answer.
pub async fn start(
    app: &App,
    principal: &Principal,
    job: NewJob<'_>,
) -> Result<uuid::Uuid, Failure> {
    let now = app.clock.now();
    let id = clock::uuid_v7(now);
    let row = row_of(principal, job, id, now);
    app.write(move |conn| Ok::<_, Failure>(jobs::insert(conn, &row)?)).await?;
    Ok(id)
}

/// The row of a job that has not begun, for those who start it in a transaction of their own.
#[expect(clippy::needless_pass_by_value, reason = "it becomes the row")]
pub fn row_of(
    principal: &Principal,
    job: NewJob<'_>,
    id: uuid::Uuid,
    now: DateTime<Utc>,
) -> JobRow {
    JobRow {
        organization_id: Id(principal.organization.0),
        id: Id(id),
        event_id: job.event.map(|event| Id(event.0)),
        kind: job.kind.to_owned(),
        parameters: JsonText(job.parameters.to_string()),
        page: job.page.to_owned(),
        state: "waiting".to_owned(),
        total: job.total,
        done: 0,
        failed: 0,
        position: JsonText(Value::Null.to_string()),
        result: JsonText(Value::Null.to_string()),
        created_by: principal.actor.to_string(),
        due_at: Time(now),
        lease_id: None,
        lease_until: None,
        created_at: Time(now),
        started_at: None,
        ended_at: None,
        updated_at: Time(now),
    }
}

/// How far a job has come.
///
/// # Errors
/// [`Failure::NotFound`], also for one that somebody else has started: only they and owners see it.
pub async fn see(app: &App, principal: &Principal, id: &str) -> Result<JobRow, Failure> {
    let id = uuid::Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let found = app.read(move |conn| jobs::by_id(conn, organization, Id(id))).await?;
    let is_theirs = |row: &JobRow| {
        row.created_by == principal.actor.to_string()
            || principal.may(Permission::ManageOrganization)
    };
    found.filter(is_theirs).ok_or(Failure::NotFound)
}

/// Stops a job after the step it is at; what is done stays done.
///
/// # Errors
/// As [`see`]; [`Failure::Conflict`] for one that has ended.
pub async fn stop(app: &App, principal: &Principal, id: &str) -> Result<(), Failure> {
    let row = see(app, principal, id).await?;
    let now = Time(app.clock.now());
    let stopped = app
        .write(move |conn| {
            Ok::<_, Failure>(jobs::ask_to_stop(conn, row.organization_id, row.id, now)?)
        })
        .await?;
    if stopped { Ok(()) } else { Err(Failure::Conflict("wrong_state")) }
}
