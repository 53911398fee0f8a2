//! What a device did, perhaps without network: said late, in its order, perhaps more than once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::arrival::{self, Arrival, Undone};
use super::place::Place;
use crate::app::App;
use crate::domain::check_in::{Means, Outcome};
use crate::domain::ids::RegistrationId;
use crate::domain::seats::Actor;
use crate::usecases::Failure;

/// Entries that are taken at a time; a device sends the next when it has the answer.
pub const ENTRIES_MAX: usize = 100;

/// One thing that was done at the door.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Of the check-in, made by the device; of an undoing: the check-in that is taken back.
    pub id: Uuid,
    pub kind: Kind,
    pub registration: Uuid,
    pub persons: Option<u32>,
    pub means: Option<String>,
    pub device: Option<String>,
    /// When it was done, by the device's clock.
    pub at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub on_any_day: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    CheckIn,
    Undo,
    Persons,
}

/// What became of one.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    pub id: Uuid,
    pub registration: Uuid,
    /// As [`Outcome::as_str`]; `undone` or `not_here` for an undoing, `changed` for another number of people.
    pub outcome: &'static str,
    /// The check-in by which they are in, if they are: the device's own, or another's that was first.
    pub check_in: Option<Uuid>,
    pub at: Option<DateTime<Utc>>,
    pub persons: Option<u32>,
    /// The device had said so before.
    pub is_repeat: bool,
}

/// Takes entries in their order. One that cannot be done is answered so and costs the others nothing.
///
/// # Errors
/// Those of the database: then what was not answered may be said again.
pub async fn take(
    app: &App,
    actor: &Actor,
    place: &Place,
    entries: Vec<Entry>,
) -> Result<Vec<Answer>, Failure> {
    if entries.len() > ENTRIES_MAX {
        return Err(Failure::invalid("/entries", "too_many"));
    }
    let mut answers = Vec::with_capacity(entries.len());
    for entry in entries {
        answers.push(take_one(app, actor, place, entry).await?);
    }
    Ok(answers)
}

async fn take_one(
    app: &App,
    actor: &Actor,
    place: &Place,
    entry: Entry,
) -> Result<Answer, Failure> {
    let registration = RegistrationId(entry.registration);
    let plain = |outcome| Answer {
        id: entry.id,
        registration: entry.registration,
        outcome,
        check_in: None,
        at: None,
        persons: None,
        is_repeat: false,
    };
    match entry.kind {
        Kind::Undo => {
            let undone = arrival::undo(app, actor, place, registration, Some(entry.id)).await?;
            Ok(plain(if undone == Undone::WasNotHere { "not_here" } else { "undone" }))
        }
        Kind::Persons => {
            let persons = entry.persons.unwrap_or(1);
            match arrival::set_persons(app, actor, place, registration, persons).await {
                Ok(()) => Ok(Answer { persons: Some(persons), ..plain("changed") }),
                Err(Failure::Conflict(_) | Failure::NotFound) => Ok(plain("not_here")),
                Err(other) => Err(other),
            }
        }
        Kind::CheckIn => {
            let arrival = Arrival {
                id: Some(entry.id),
                registration,
                persons: entry.persons,
                means: entry.means.as_deref().and_then(Means::parse).unwrap_or(Means::Code),
                device: entry.device.clone(),
                at: entry.at,
                on_any_day: entry.on_any_day,
            };
            let told = match arrival::arrive(app, actor, place, arrival).await {
                Err(Failure::Conflict(_)) => return Ok(plain(Outcome::Unknown.as_str())),
                told => told?,
            };
            let here = told.check_in.as_ref().filter(|row| row.undone_at.is_none());
            Ok(Answer {
                check_in: here.map(|row| row.id.0),
                at: here.map(|row| row.at.0),
                persons: here.map(|row| row.persons.unsigned_abs()),
                is_repeat: told.is_repeat,
                ..plain(told.outcome.as_str())
            })
        }
    }
}
