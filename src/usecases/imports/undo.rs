//! Taking back what a list has done, where nobody has touched it since.

use std::collections::{HashMap, HashSet};

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
use crate::store::audit::{self, AuditRow};
use crate::store::imports::{self, FindingRow};
use crate::store::programmes::from_json;
use crate::store::registrations::{self, RegistrationRow};
use crate::store::types::Id;
use crate::store::{Conn, check_ins, registration_notes};
use crate::usecases::apply::person_key;
use crate::usecases::jobs::{Job, Step};
use crate::usecases::{Failure, Registration};

/// The job's kind.
pub const KIND: &str = "import_undo";
/// Rows in one step.
const AT_ONCE: i64 = 500;
/// What the service does of itself with a registration.
const OF_ITSELF: [&str; 3] = ["promoted", "seat_offered", "offer_expired"];

/// Takes back the next rows: withdraws what was made, restores what was changed. The last first, in all steps: whoever
/// waits leaves before a seat comes free that would be theirs for a moment.
pub async fn step(app: &App, job: &Job) -> Result<Step, Failure> {
    let (row, programme, _) = of_job(app, job).await?;
    let before = job.position.as_i64().unwrap_or(i64::MAX);
    let id = row.id;
    let known = app.read(move |conn| Known::of(conn, id, before)).await?;
    let last = known.rows.last().map_or(before, |row| row.line);
    let handled = i64::try_from(known.rows.len()).unwrap_or(i64::MAX);
    let kept = taken_back(app, job, &programme, known).await?;
    let is_last = handled < AT_ONCE;
    if is_last {
        finish(app, row, "undone").await?;
        app.write(move |conn| Ok::<_, Failure>(imports::forget_parts(conn, id)?)).await?;
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

/// The rows of a step with what has become of their registrations.
struct Known {
    rows: Vec<FindingRow>,
    registrations: HashMap<Id, Registration>,
    /// Registrations that somebody has received at the door, or written a note about.
    minded: HashSet<Id>,
    /// Registrations whose later versions all come of the service itself.
    moved_on: HashSet<Id>,
}

impl Known {
    fn of(conn: &mut Conn, id: Id, before: i64) -> Result<Self, Failure> {
        let done = [finding::MADE, finding::CHANGED];
        let rows = imports::findings_before(conn, id, &done, before, AT_ONCE)?;
        let ids: Vec<Id> = rows.iter().filter_map(|row| row.registration_id).collect();
        let mut minded: HashSet<Id> = check_ins::any_of(conn, &ids)?.into_iter().collect();
        minded.extend(registration_notes::any_of(conn, &ids)?);
        let (mut registrations, mut moved_on) = (HashMap::new(), HashSet::new());
        for found in registrations::by_ids(conn, &ids)? {
            let left = rows.iter().find(|row| row.registration_id == Some(found.id));
            let later = left.and_then(|row| row.version).map_or(0, |left| found.version - left);
            if later > 0 && of_itself(conn, &found)? >= later {
                moved_on.insert(found.id);
            }
            registrations.insert(found.id, Registration::of(found, None)?);
        }
        Ok(Self { rows, registrations, minded, moved_on })
    }
}

/// How many versions of a registration come of the service itself since somebody registered or changed it.
fn of_itself(conn: &mut Conn, found: &RegistrationRow) -> Result<i64, Failure> {
    let lines = audit::of_subject(conn, found.organization_id, found.id)?;
    let since = lines
        .iter()
        .rposition(|line| matches!(line.action.as_str(), "registered" | "changed"))
        .map_or(0, |at| at + 1);
    let is_of_itself = |line: &&AuditRow| {
        let details: Value = from_json(&line.details).unwrap_or_default();
        OF_ITSELF.contains(&line.action.as_str()) && details.get("by_hand").is_none()
    };
    let count = lines.iter().skip(since).filter(is_of_itself).count();
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

async fn taken_back(
    app: &App,
    job: &Job,
    programme: &Programme,
    known: Known,
) -> Result<i64, Failure> {
    let Known { rows, registrations, minded, moved_on } = known;
    let (mut notes, mut asked) = (Vec::new(), Vec::new());
    for row in rows {
        let own = row.registration_id.and_then(|id| registrations.get(&id).map(|own| (id, own)));
        let back = own.map(|(id, own)| {
            let is_untouched = row.version == Some(own.version) || moved_on.contains(&id);
            let is_untouched = is_untouched && (row.before.is_some() || !minded.contains(&id));
            request(app, programme, &row, own, is_untouched)
        });
        match back {
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

fn request(
    app: &App,
    programme: &Programme,
    row: &FindingRow,
    own: &Registration,
    is_untouched: bool,
) -> Back {
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
