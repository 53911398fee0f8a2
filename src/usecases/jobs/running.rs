//! Who does the steps: every serving process, one job at a time, under a lease.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;

use super::{Job, Step, kinds};
use crate::app::App;
use crate::clock;
use crate::domain::ids::{EventId, OrganizationId};
use crate::store::jobs::{self, JobRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{StoreError, programmes};
use crate::usecases::Failure;

/// How often is looked for work where there was none.
const ROUND: Duration = Duration::from_millis(500);
/// A step that takes longer is done once more, by somebody else.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// Before a step is tried again that the database or the desk did not answer.
const AGAIN: TimeDelta = TimeDelta::seconds(3);

/// Works until told to stop; the step it is at is finished.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    let mut stop = stop;
    let mut was_well = true;
    while !*stop.borrow() {
        let outcome = once(&app).await;
        if let Err(error) = &outcome
            && was_well
        {
            tracing::warn!(%error, "no job could be looked at");
        }
        was_well = outcome.is_ok();
        if matches!(outcome, Ok(true)) {
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Does one step of a job that is due; whether there was one.
///
/// # Errors
/// If the database does not answer.
pub async fn once(app: &App) -> Result<bool, Failure> {
    let now = app.clock.now();
    let lease = Id(clock::uuid_v7(now));
    let claimed =
        app.write(move |conn| jobs::claim(conn, Time(now), lease, Time(now + LEASE))).await?;
    let Some(mut row) = claimed else { return Ok(false) };
    if row.state == "stopping" {
        end(&mut row, "stopped");
    } else {
        step(app, &mut row).await?;
    }
    let now = Time(app.clock.now());
    row.updated_at = now;
    row.lease_until = None;
    if row.ended_at.is_some() {
        row.ended_at = Some(now);
    }
    let kept = app.write(move |conn| keep(conn, row, lease)).await?;
    if !kept {
        tracing::warn!("a job was taken over by another process");
    }
    Ok(true)
}

/// Whoever asked meanwhile for it to be stopped is heard.
fn keep(conn: &mut crate::store::Conn, mut row: JobRow, lease: Id) -> Result<bool, StoreError> {
    if row.ended_at.is_none() && jobs::is_to_stop(conn, row.id)? {
        end(&mut row, "stopped");
        row.ended_at = Some(row.updated_at);
    }
    jobs::save(conn, &row, lease)
}

async fn step(app: &App, row: &mut JobRow) -> Result<(), Failure> {
    row.started_at.get_or_insert(Time(app.clock.now()));
    let Some(step) = kinds::step_of(&row.kind) else {
        tracing::error!(kind = row.kind, "nobody knows this kind of job");
        end(row, "failed");
        return Ok(());
    };
    let job = job_of(row)?;
    match step(app, &job).await {
        Ok(step) => take_over(row, &step),
        Err(Failure::Desk(error)) if error.may_pass() => row.due_at = Time(app.clock.now() + AGAIN),
        Err(Failure::Store(StoreError::Unavailable(_) | StoreError::MovedMeanwhile)) => {
            row.due_at = Time(app.clock.now() + AGAIN);
        }
        Err(failure) => {
            tracing::error!(error = %failure, kind = row.kind, "a job has failed");
            end(row, "failed");
        }
    }
    Ok(())
}

fn take_over(row: &mut JobRow, step: &Step) {
    (row.done, row.failed, row.total) = (step.done, step.failed, step.total);
    row.position = JsonText(step.position.to_string());
    row.result = JsonText(step.result.to_string());
    "running".clone_into(&mut row.state);
    if step.is_last {
        end(row, "done");
    }
}

/// The time of the end is set when it is written.
fn end(row: &mut JobRow, state: &str) {
    state.clone_into(&mut row.state);
    row.ended_at = Some(row.updated_at);
}

fn job_of(row: &JobRow) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.id.0,
        organization: OrganizationId(row.organization_id.0),
        event: row.event_id.map(|id| EventId(id.0)),
        parameters: programmes::from_json(&row.parameters)?,
        position: programmes::from_json(&row.position)?,
        done: row.done,
        failed: row.failed,
        total: row.total,
        result: programmes::from_json(&row.result)?,
        created_by: row.created_by.clone(),
    })
}
