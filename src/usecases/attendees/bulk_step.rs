//! One step of a bulk action: a part of the chosen registrations, each by the desk.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::bulk::BulkAction;
use super::bulk_check_in;
use super::by_hand::Press;
use crate::app::App;
use crate::desk::Answer;
use crate::domain::ids::{EventId, SessionId};
use crate::domain::seats::{Command, Refusal};
use crate::store::bulk_actions::{self, BulkRow, FailureRow};
use crate::store::registrations::{self, RegistrationRow};
use crate::store::types::Id;
use crate::usecases::Failure;
use crate::usecases::jobs::{Job, Step};

/// Does the next part. Done once more after a crash, it finds those that are done already, and leaves them.
pub async fn step(app: &App, job: &Job) -> Result<Step, Failure> {
    let id = job.parameters["bulk"].as_str().and_then(|id| uuid::Uuid::parse_str(id).ok());
    let id = Id(id.ok_or(Failure::NotFound)?);
    let part = i32::try_from(job.position.as_i64().unwrap_or(0)).unwrap_or(0);
    let organization = Id(job.organization.0);
    let (row, ids, found) = app
        .read(move |conn| {
            let row = bulk_actions::by_id(conn, organization, id)?.ok_or(Failure::NotFound)?;
            let ids = bulk_actions::part(conn, id, part)?;
            let found = registrations::by_ids(conn, &ids)?;
            Ok::<_, Failure>((row, ids, found))
        })
        .await?;
    let failures = done(app, job, &row, part, &ids, found).await?;
    let failed = i64::try_from(failures.len()).unwrap_or(i64::MAX);
    let handled = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    app.write(move |conn| Ok::<_, Failure>(bulk_actions::note_failures(conn, &failures)?)).await?;
    Ok(Step {
        done: job.done + handled,
        failed: job.failed + failed,
        total: Some(row.total),
        position: json!(part + 1),
        result: Value::Null,
        is_last: ids.len() < bulk_actions::PART,
    })
}

async fn done(
    app: &App,
    job: &Job,
    row: &BulkRow,
    part: i32,
    ids: &[Id],
    found: Vec<RegistrationRow>,
) -> Result<Vec<FailureRow>, Failure> {
    let action = BulkAction::parse(&row.action).ok_or(Failure::NotFound)?;
    let target = row.target_session_id.map(|id| SessionId(id.0));
    let actor = job.principal().actor;
    let mut failures = Vec::new();
    let mut failed = |id: Id, code: &str| {
        let place = ids.iter().position(|chosen| *chosen == id).unwrap_or(0);
        let first = i64::from(part) * i64::try_from(bulk_actions::PART).unwrap_or(0);
        failures.push(FailureRow {
            organization_id: row.organization_id,
            bulk_id: row.id,
            position: first + i64::try_from(place).unwrap_or(0),
            registration_id: id,
            code: code.to_owned(),
        });
    };
    let (mut asked, mut commands) = (Vec::new(), Vec::new());
    for id in ids {
        let Some(one) = found.iter().find(|it| it.id == *id && it.event_id == row.event_id) else {
            failed(*id, "not_found");
            continue;
        };
        if is_done(action, target, one) {
            continue;
        }
        let press = match (action, target) {
            (BulkAction::Move, Some(to)) => Press::Move { to },
            (BulkAction::Move, None) => return Err(Failure::NotFound),
            (BulkAction::Accept, _) => Press::Accept,
            (BulkAction::Decline, _) => Press::Decline,
            (BulkAction::Offer, _) => Press::GiveSeat { exceed_reason: None },
            (BulkAction::Withdraw, _) => Press::Withdraw,
            (BulkAction::CheckIn, _) => {
                let why = bulk_check_in::check_in(app, &actor, row, one).await?;
                if let Some(why) = why {
                    failed(*id, why);
                }
                continue;
            }
        };
        let (event, at) = (EventId(one.event_id.0), app.clock.now());
        let request = press.request(one);
        asked.push(*id);
        commands.push(app.desk.submit(Command { event, at, actor: actor.clone(), request }));
    }
    let answers: Vec<Answer> = join_all(commands).await;
    for (id, answer) in asked.into_iter().zip(answers) {
        if let Err(refusal) = answer? {
            failed(id, code_of(&refusal));
        }
    }
    Ok(failures)
}

/// Whether it is as it should be already.
fn is_done(action: BulkAction, target: Option<SessionId>, row: &RegistrationRow) -> bool {
    match action {
        BulkAction::Move => target.is_some_and(|to| row.session_id.0 == to.0),
        BulkAction::Accept => row.state == "confirmed",
        BulkAction::Decline => matches!(row.state.as_str(), "declined" | "declined_offer"),
        BulkAction::Offer => matches!(row.state.as_str(), "offered" | "confirmed"),
        BulkAction::Withdraw => row.state == "withdrawn",
        // What the door says: somebody is there once.
        BulkAction::CheckIn => false,
    }
}

/// The stable name of why the desk said no.
pub fn code_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotOpen { .. } => "not_open",
        Refusal::Closed => "closed",
        Refusal::Cancelled => "cancelled",
        Refusal::SessionFull => "session_full",
        Refusal::NotEnoughSeats { .. } => "not_enough_seats",
        Refusal::AlreadyRegistered => "already_registered",
        Refusal::GroupLimit { .. } => "group_limit",
        Refusal::CompanyPeopleLimit { .. } => "company_people_limit",
        Refusal::CompanyFixed => "company_fixed",
        Refusal::WrongState { .. } => "wrong_state",
        Refusal::NoOffer | Refusal::OfferExpired => "no_offer",
        Refusal::ChoiceFull { .. } => "choice_full",
        Refusal::ChangedMeanwhile => "changed_meanwhile",
        _ => "not_found",
    }
}
