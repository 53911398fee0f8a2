//! Carrying a list out: its rows become commands to the desk, many at a time, each at most once.

use std::collections::HashMap;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::check::found;
use super::planning::{Plan, Planned, Planner};
use super::{finding, finish, of_job, rows_of};
use crate::app::App;
use crate::clock;
use crate::desk::Answer;
use crate::domain::application::searched_by;
use crate::domain::ids::{CompanySeatId, EventId, RegistrationId};
use crate::domain::seats::{Admission, Apply, Change, Command, Done, Request};
use crate::store::imports::{self, FindingRow, ImportRow};
use crate::store::programmes::to_json;
use crate::store::types::Id;
use crate::usecases::Failure;
use crate::usecases::apply::{person_key, sheet_key};
use crate::usecases::attendees::bulk_step::code_of;
use crate::usecases::jobs::{Job, Step};

/// The job's kind.
pub const KIND: &str = "import_run";

/// Takes in the next rows. Done once more after a crash, a row has the same key and so the same registration; a row
/// of which it is noted that it was done is passed over.
pub async fn step(app: &App, job: &Job) -> Result<Step, Failure> {
    let (row, programme, mapping) = of_job(app, job).await?;
    let part = i32::try_from(job.position.as_i64().unwrap_or(0)).unwrap_or(0);
    let id = row.id;
    let (rows, made) = app
        .read(move |conn| {
            let rows = rows_of(imports::part(conn, id, part)?)?;
            let lines: Vec<i64> = rows.iter().map(|(line, _)| *line).collect();
            Ok::<_, Failure>((rows, imports::made_at(conn, id, &lines)?))
        })
        .await?;
    let mut planned =
        Planner::new(app, &job.principal(), &row, &programme, &mapping).plan(&rows).await?;
    // Of a step that was broken off, what is noted is done, however long ago that was.
    planned.retain(|one| !made.contains(&one.line));
    let failed = carry_out(app, job, &row, planned).await?;
    let handled = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let total = row.total;
    let is_last = rows.is_empty() || job.done + handled >= total;
    if is_last {
        finish(app, row, "done").await?;
        app.write(move |conn| Ok::<_, Failure>(imports::forget_parts(conn, id)?)).await?;
    }
    Ok(Step {
        done: job.done + handled,
        failed: job.failed + failed,
        total: Some(total),
        position: json!(part + 1),
        result: Value::Null,
        is_last,
    })
}

/// A row on its way to the desk.
struct Asked {
    line: i64,
    request: Request,
    /// What stands before a change.
    before: Option<FindingRow>,
}

async fn carry_out(
    app: &App,
    job: &Job,
    row: &ImportRow,
    planned: Vec<Planned>,
) -> Result<i64, Failure> {
    let (mut asked, mut notes) = (Vec::new(), Vec::new());
    for one in planned {
        match one.plan {
            Plan::New { .. } | Plan::Changes(_) => asked.push(ask(app, row, one)?),
            Plan::Unchanged => {}
            Plan::Faulty { field, code } => {
                notes.push(found(row, one.line, finding::FAULTY, &field, &code));
            }
        }
    }
    // What stands before a change is kept before anything changes: a crash in between loses nothing.
    keep_before(app, row, &asked).await?;
    let lines: Vec<(i64, Option<FindingRow>)> =
        asked.iter().map(|one| (one.line, one.before.clone())).collect();
    let (event, actor) = (EventId(row.event_id.0), job.principal().actor);
    let answers: Vec<Answer> = join_all(asked.into_iter().map(|one| {
        let request =
            if row.tells_by_mail { one.request } else { Request::Quietly(Box::new(one.request)) };
        let at = app.clock.now();
        app.desk.submit(Command { event, at, actor: actor.clone(), request })
    }))
    .await;
    let mut failed = i64::try_from(notes.len()).unwrap_or(i64::MAX);
    for ((line, before), answer) in lines.into_iter().zip(answers) {
        notes.push(match (answer?, before) {
            (Ok(Done::Registered(made)), _) => FindingRow {
                registration_id: Some(Id(made.registration.0)),
                version: Some(1),
                ..found(row, line, finding::MADE, "", "")
            },
            (Ok(_), Some(before)) => before,
            (Ok(_), None) => continue,
            (Err(refusal), _) => {
                failed += 1;
                found(row, line, finding::REFUSED, "", code_of(&refusal))
            }
        });
    }
    app.write(move |conn| Ok::<_, Failure>(imports::note(conn, &notes)?)).await?;
    Ok(failed)
}

async fn keep_before(app: &App, row: &ImportRow, asked: &[Asked]) -> Result<(), Failure> {
    let before: Vec<FindingRow> = asked.iter().filter_map(|one| one.before.clone()).collect();
    if before.is_empty() {
        return Ok(());
    }
    let id = row.id;
    app.write(move |conn| {
        let lines: Vec<i64> = before.iter().map(|row| row.line).collect();
        let known: HashMap<i64, String> = imports::findings_at(conn, id, &lines)?
            .into_iter()
            .map(|row| (row.line, row.finding))
            .collect();
        let is_new =
            |row: &FindingRow| known.get(&row.line).is_none_or(|found| found != finding::CHANGED);
        let new: Vec<FindingRow> = before.into_iter().filter(is_new).collect();
        Ok(imports::note(conn, &new)?)
    })
    .await
}

fn ask(app: &App, row: &ImportRow, one: Planned) -> Result<Asked, Failure> {
    let now = app.clock.now();
    let line = one.line;
    match one.plan {
        Plan::New { session, application, draft } => {
            let apply = Apply {
                session,
                wishes: Vec::new(),
                registration: RegistrationId(clock::uuid_v7(now)),
                company_seat: CompanySeatId(clock::uuid_v7(now)),
                reception_number: None,
                person: person_key(&application),
                search_text: application.search_text(),
                application: *application,
                form_opened_at: None,
                admission: Admission::OrWaits,
                confirms_within: None,
                idempotency: Some(sheet_key(&format!("{}:{line}", row.id.0), &draft)),
            };
            Ok(Asked { line, request: Request::Apply(Box::new(apply)), before: None })
        }
        Plan::Changes(changed) => {
            let own = &changed.before;
            let before = FindingRow {
                registration_id: Some(Id(own.id.0)),
                version: Some(own.version + 1),
                before: Some(to_json(&own.draft())?),
                ..found(row, line, finding::CHANGED, "", "")
            };
            let change = Change {
                registration: own.id,
                expected_version: Some(own.version),
                person: person_key(&changed.application),
                search_text: searched_by(&own.reception_number, &changed.application.search_text()),
                application: changed.application,
            };
            let request = Request::Change(Box::new(change));
            Ok(Asked { line, request, before: Some(before) })
        }
        Plan::Unchanged | Plan::Faulty { .. } => Err(Failure::NotFound),
    }
}
