//! What a purge of an event would erase, in numbers.

use diesel::dsl::{count_star, sum};
use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{outbox, registrations, uploads};
use super::types::Id;

/// How much there is of an event that a purge erases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToErase {
    pub registrations: i64,
    /// Persons of those registrations, whatever became of them.
    pub people: i64,
    /// Files that were sent with them.
    pub files: i64,
    /// Mails, sent or waiting.
    pub mails: i64,
}

/// Of this event, now.
///
/// # Errors
/// Those of the database.
pub fn of_event(conn: &mut Conn, event: Id) -> Result<ToErase, StoreError> {
    let (registrations, people) = registrations::table
        .filter(registrations::event_id.eq(event))
        .select((count_star(), sum(registrations::seats)))
        .first::<(i64, Option<i64>)>(conn)?;
    let files =
        uploads::table.filter(uploads::event_id.eq(event)).count().get_result::<i64>(conn)?;
    let mails = outbox::table.filter(outbox::event_id.eq(event)).count().get_result::<i64>(conn)?;
    Ok(ToErase { registrations, people: people.unwrap_or(0), files, mails })
}
