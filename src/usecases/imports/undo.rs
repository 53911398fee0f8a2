//! Taking back what a list has done, where nobody has touched it since.

use std::collections::HashMap;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{finding, finish, of_job};
use crate::app::App;
use crate::desk::Answer;
use crate::domain::application::{Application, ApplicationDraft, Sender, searched_by};
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, RegistrationId};
use crate::domain::seats::{Change, Command, Request};
use crate::domain::state::State;
use crate::store::imports::{self, FindingRow};
use crate::store::programmes::from_json;
use crate::store::registrations;
use crate::store::types::Id;
use crate::usecases::apply::person_key;
use crate::usecases::jobs::{Job, Step};
use crate::usecases::{Failure, Registration};

/// The job's kind.
pub const KIND: &str = "import_undo";
/// Rows in one step.
const AT_ONCE: i64 = 500;

/// Takes back the next rows: withdraws what was made, restores what was changed.
pub async fn step(app: &App, job: &Job) -> Result<Step, Failure> {
    let (row, programme, _) = of_job(app, job).await?;
    let after = job.position.as_i64().unwrap_or(0);
    let id = row.id;
    let (rows, found) = app
        .read(move |conn| {
            let done = [finding::MADE, finding::CHANGED];
            let rows = imports::findings(conn, id, &done, after, AT_ONCE)?;
            let ids: Vec<Id> = rows.iter().filter_map(|row| row.registration_id).collect();
            Ok::<_, Failure>((rows, registrations::by_ids(conn, &ids)?))
        })
        .await?;
    let mut known = HashMap::new();
    for row in found {
        known.insert(row.id, Registration::of(row, None)?);
    }
    let last = rows.last().map_or(after, |row| row.line);
    let handled = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let kept = taken_back(app, job, &programme, rows, &known).await?;
    let is_last = handled < AT_ONCE;
    if is_last {
        finish(app, row, "undone").await?;
    }
    Ok(Step {
        done: job.done + handled,
        failed: job.failed + kept,
        total: job.total,
        position: json!(last),
        result: Value::Null,
        is_last,
    })
}

async fn taken_back(
    app: &App,
    job: &Job,
    programme: &Programme,
    rows: Vec<FindingRow>,
    known: &HashMap<Id, Registration>,
) -> Result<i64, Failure> {
    let (mut notes, mut asked) = (Vec::new(), Vec::new());
    // The last first: whoever waits leaves before a seat comes free that would be theirs for a moment.
    for row in rows.into_iter().rev() {
        let own = row.registration_id.and_then(|id| known.get(&id));
        match own.map(|own| request(app, programme, &row, own)) {
            Some(Back::Ask(request)) => asked.push((row, *request)),
            Some(Back::Done) => notes.push(became(row, finding::UNDONE)),
            Some(Back::Touched) | None => notes.push(became(row, finding::KEPT)),
        }
    }
    let (event, actor) = (EventId(programme.event.id.0), job.principal().actor);
    let (rows, requests): (Vec<FindingRow>, Vec<Request>) = asked.into_iter().unzip();
    let answers: Vec<Answer> = join_all(requests.into_iter().map(|request| {
        let request = Request::Quietly(Box::new(request));
        let at = app.clock.now();
        app.desk.submit(Command { event, at, actor: actor.clone(), request })
    }))
    .await;
    for (row, answer) in rows.into_iter().zip(answers) {
        let word = if answer?.is_ok() { finding::UNDONE } else { finding::KEPT };
        notes.push(became(row, word));
    }
    let kept = notes.iter().filter(|note| note.finding == finding::KEPT).count();
    app.write(move |conn| Ok::<_, Failure>(imports::note(conn, &notes)?)).await?;
    Ok(i64::try_from(kept).unwrap_or(i64::MAX))
}

fn became(row: FindingRow, word: &str) -> FindingRow {
    FindingRow { finding: word.to_owned(), before: None, ..row }
}

/// What is to be done with a registration.
enum Back {
    Ask(Box<Request>),
    /// A step before a crash has done it.
    Done,
    /// Somebody has touched it since.
    Touched,
}

fn request(app: &App, programme: &Programme, row: &FindingRow, own: &Registration) -> Back {
    let is_untouched = row.version == Some(own.version);
    let Some(before) = &row.before else {
        return match own.state {
            State::Withdrawn => Back::Done,
            _ if is_untouched => Back::Ask(Box::new(Request::Withdraw(own.id))),
            _ => Back::Touched,
        };
    };
    let Ok(draft) = from_json::<ApplicationDraft>(before) else { return Back::Touched };
    let same = |one: &ApplicationDraft, other: &ApplicationDraft| {
        serde_json::to_value(one).ok() == serde_json::to_value(other).ok()
    };
    if same(&draft, &own.draft()) {
        return Back::Done;
    }
    if !is_untouched {
        return Back::Touched;
    }
    let (event, now) = (&programme.event, app.clock.now());
    let standing = own.standing();
    match Application::parse_knowing(&draft, event, Sender::Staff, now, &standing) {
        Ok(application) => Back::Ask(Box::new(Request::Change(Box::new(Change {
            registration: RegistrationId(own.id.0),
            expected_version: Some(own.version),
            person: person_key(&application),
            search_text: searched_by(&own.reception_number, &application.search_text()),
            application,
        })))),
        // The form has other rules by now.
        Err(_) => Back::Touched,
    }
}
