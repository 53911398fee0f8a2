//! The trial of a list: what is new, what would change, what cannot be taken in. Nothing is registered.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::planning::{Plan, Planned, Planner};
use super::{Report, finding, finish, of_job, rows_of};
use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::domain::seats::PersonKey;
use crate::store::imports::{self, FindingRow, ImportRow};
use crate::store::programmes::to_json;
use crate::store::types::Id;
use crate::usecases::Failure;
use crate::usecases::apply::person_key;
use crate::usecases::jobs::{Job, Step};

/// The job's kind.
pub const KIND: &str = "import_check";

/// How far a trial has come.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Place {
    part: i32,
    report: Report,
    /// Seats that the new ones want.
    wanted: BTreeMap<SessionId, i64>,
}

/// Tries the next rows.
pub async fn step(app: &App, job: &Job) -> Result<Step, Failure> {
    let (row, programme, mapping) = of_job(app, job).await?;
    let mut place: Place = serde_json::from_value(job.position.clone()).unwrap_or_default();
    let (id, part) = (row.id, place.part);
    let (rows, persons) = app
        .read(move |conn| {
            let rows = rows_of(imports::part(conn, id, part)?)?;
            Ok::<_, Failure>((rows, imports::persons_before(conn, id, part)?))
        })
        .await?;
    let planned =
        Planner::new(app, &job.principal(), &row, &programme, &mapping).plan(&rows).await?;
    let seen: HashSet<PersonKey> = persons
        .iter()
        .flat_map(|part| part.chunks_exact(16))
        .filter_map(|key| PersonKey::try_from(key).ok())
        .collect();
    let (findings, persons) = judged(app, &row, &planned, seen, &mut place).await?;
    app.write(move |conn| {
        imports::note(conn, &findings)?;
        Ok::<_, Failure>(imports::set_persons(conn, id, part, &persons)?)
    })
    .await?;
    place.part += 1;
    let handled = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let (total, failed) = (row.total, place.report.faulty);
    let is_last = rows.is_empty() || job.done + handled >= total;
    if is_last {
        place.report.over = over(&programme, &place.wanted);
        let report = to_json(&place.report)?;
        finish(app, ImportRow { report, ..row }, "checked").await?;
    }
    Ok(Step {
        done: job.done + handled,
        failed,
        total: Some(total),
        position: json!(place),
        result: Value::Null,
        is_last,
    })
}

async fn judged(
    app: &App,
    row: &ImportRow,
    planned: &[Planned],
    mut seen: HashSet<PersonKey>,
    place: &mut Place,
) -> Result<(Vec<FindingRow>, Vec<u8>), Failure> {
    let keys: Vec<Option<PersonKey>> = planned
        .iter()
        .map(|one| match &one.plan {
            Plan::New { application, .. } => person_key(application),
            _ => None,
        })
        .collect();
    let asked: Vec<Vec<u8>> = keys.iter().flatten().map(|key| key.to_vec()).collect();
    let sessions = planned.iter().filter_map(|one| match &one.plan {
        Plan::New { session, .. } => Some(Id(session.0)),
        _ => None,
    });
    let mut sessions: Vec<Id> = sessions.collect();
    sessions.sort_unstable();
    sessions.dedup();
    let active = app.read(move |conn| imports::active_persons(conn, &sessions, &asked)).await?;
    let (mut findings, mut persons) = (Vec::new(), Vec::new());
    let report = &mut place.report;
    for (one, key) in planned.iter().zip(keys) {
        match &one.plan {
            Plan::New { session, application, .. } => {
                let known = key.and_then(|key| {
                    let is_theirs = |found: &&(Option<Vec<u8>>, Id, Id)| {
                        found.0.as_deref() == Some(&key[..]) && found.1.0 == session.0
                    };
                    active.iter().find(is_theirs).map(|found| found.2)
                });
                let is_repeated = key.is_some_and(|key| !seen.insert(in_session(key, *session)));
                if known.is_some() || is_repeated {
                    report.duplicates += 1;
                    let code = if known.is_some() { "already_registered" } else { "twice" };
                    let found = found(row, one.line, finding::DUPLICATE, "", code);
                    findings.push(FindingRow { registration_id: known, ..found });
                } else {
                    report.new += 1;
                    *place.wanted.entry(*session).or_insert(0) += i64::from(application.seats);
                    persons.extend(key.into_iter().flat_map(|key| in_session(key, *session)));
                }
            }
            Plan::Changes(changed) => {
                report.changes += 1;
                let found = found(row, one.line, finding::CHANGES, "", "");
                let registration_id = Some(Id(changed.before.id.0));
                findings.push(FindingRow { registration_id, ..found });
            }
            Plan::Unchanged => report.unchanged += 1,
            Plan::Faulty { field, code } => {
                report.faulty += 1;
                findings.push(found(row, one.line, finding::FAULTY, field, code));
            }
        }
    }
    Ok((findings, persons))
}

/// One person may come to two sessions.
fn in_session(mut key: PersonKey, session: SessionId) -> PersonKey {
    for (byte, other) in key.iter_mut().zip(session.0.as_bytes()) {
        *byte ^= other;
    }
    key
}

/// What is known of a row.
pub(super) fn found(
    row: &ImportRow,
    line: i64,
    finding: &str,
    field: &str,
    code: &str,
) -> FindingRow {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    FindingRow {
        organization_id: row.organization_id,
        event_id: row.event_id,
        import_id: row.id,
        line,
        finding: finding.to_owned(),
        field: given(field),
        code: given(code),
        registration_id: None,
        version: None,
        before: None,
    }
}

/// Seats that are wanted beyond those that are free.
fn over(programme: &Programme, wanted: &BTreeMap<SessionId, i64>) -> Vec<(SessionId, i64)> {
    let over = wanted.iter().filter_map(|(session, wanted)| {
        let session = programme.session(*session)?;
        let over = wanted - i64::from(programme.seats_left(session));
        (over > 0).then_some((session.id, over))
    });
    over.collect()
}
