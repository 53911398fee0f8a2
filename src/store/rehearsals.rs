//! Rehearsals: events that are only tried out, and are removed with everything of them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::{registrations, rehearsals};
use super::types::{Id, Time};
use super::{mail_texts, programmes};
use crate::domain::event::Rehearsal;
use crate::domain::ids::EventId;

/// An event that is a rehearsal.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rehearsals)]
pub struct RehearsalRow {
    pub event_id: Id,
    pub organization_id: Id,
    /// The event that is rehearsed; each has one rehearsal at most.
    pub of_event_id: Id,
    /// Address of the member who gets all of its mail.
    pub mail_to: String,
    pub started_at: Time,
}

impl RehearsalRow {
    fn rehearsal(self) -> Rehearsal {
        Rehearsal {
            of: EventId(self.of_event_id.0),
            mail_to: self.mail_to,
            started_at: self.started_at.0,
        }
    }
}

/// Those of these events that are rehearsals.
pub fn of_many(conn: &mut Conn, events: &[Id]) -> Result<HashMap<Id, Rehearsal>, StoreError> {
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<RehearsalRow> = rehearsals::table
        .filter(rehearsals::event_id.eq_any(events))
        .select(RehearsalRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.event_id, row.rehearsal())).collect())
}

/// The rehearsal of an event that is under way.
pub fn of_event(conn: &mut Conn, event: Id) -> Result<Option<EventId>, StoreError> {
    let found: Option<Id> = rehearsals::table
        .filter(rehearsals::of_event_id.eq(event))
        .select(rehearsals::event_id)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| EventId(id.0)))
}

/// Events of an organization that are rehearsed, each with its rehearsal.
pub fn of_organization(
    conn: &mut Conn,
    organization: Id,
) -> Result<HashMap<EventId, EventId>, StoreError> {
    let rows: Vec<(Id, Id)> = rehearsals::table
        .filter(rehearsals::organization_id.eq(organization))
        .select((rehearsals::of_event_id, rehearsals::event_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(of, id)| (EventId(of.0), EventId(id.0))).collect())
}

/// Notes that an event is a rehearsal. Whether it is the first of the event it rehearses.
pub fn insert(conn: &mut Conn, row: &RehearsalRow) -> Result<bool, StoreError> {
    let rows = each!(conn, c => diesel::insert_into(rehearsals::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows > 0)
}

/// What belongs to an event beside its definition: a table, and which of its rows, `{event}` being the event's id.
/// Those that are found by others come before them.
const ROWS: [(&str, &str); 31] = [
    ("caught_mails", "outbox_id IN (SELECT id FROM outbox WHERE event_id = {event})"),
    ("incoming_mails", "outbox_id IN (SELECT id FROM outbox WHERE event_id = {event})"),
    ("outbox", OF_EVENT),
    ("mailing_recipients", "mailing_id IN (SELECT id FROM mailings WHERE event_id = {event})"),
    ("mailings", OF_EVENT),
    ("bulk_parts", "bulk_id IN (SELECT id FROM bulk_actions WHERE event_id = {event})"),
    ("bulk_failures", "bulk_id IN (SELECT id FROM bulk_actions WHERE event_id = {event})"),
    ("bulk_actions", OF_EVENT),
    ("import_parts", "import_id IN (SELECT id FROM imports WHERE event_id = {event})"),
    ("import_rows", "import_id IN (SELECT id FROM imports WHERE event_id = {event})"),
    ("imports", OF_EVENT),
    ("export_runs", OF_EVENT),
    ("export_schedules", OF_EVENT),
    ("jobs", OF_EVENT),
    ("purges", OF_EVENT),
    ("event_retentions", OF_EVENT),
    ("event_rights", OF_EVENT),
    ("check_ins", OF_EVENT),
    ("absence_notes", OF_EVENT),
    ("completion_certificates", OF_EVENT),
    ("registration_notes", OF_EVENT),
    ("attendee_columns", OF_EVENT),
    ("application_drafts", OF_EVENT),
    ("uploads", OF_EVENT),
    (
        "self_check_in_faults",
        "meeting_id IN (SELECT meetings.id FROM meetings JOIN sessions ON sessions.id = meetings.session_id
         WHERE sessions.event_id = {event})",
    ),
    ("mail_facts", OF_SESSIONS),
    ("company_seats", OF_SESSIONS),
    ("idempotency_keys", OF_SESSIONS),
    ("arrival_counts", OF_SESSIONS),
    ("drawn_places", OF_SESSIONS),
    ("selection_marks", OF_SESSIONS),
];
const OF_EVENT: &str = "event_id = {event}";
const OF_SESSIONS: &str = "session_id IN (SELECT id FROM sessions WHERE event_id = {event})";

/// Removes a rehearsal with all that came of it: applications, mails, files. The event must be locked.
pub fn erase(conn: &mut Conn, event: EventId) -> Result<(), StoreError> {
    let id = Id(event.0);
    // There is nothing in it but hexadecimal digits.
    let literal = match conn {
        Conn::Postgres(_) => format!("'{}'::uuid", id.0),
        Conn::Sqlite(_) => format!("x'{}'", id.0.simple()),
    };
    for (table, rows) in ROWS {
        let rows = rows.replace("{event}", &literal);
        diesel::sql_query(format!("DELETE FROM {table} WHERE {rows}")).execute(conn)?;
    }
    mail_texts::delete_of(conn, id)?;
    diesel::delete(registrations::table.filter(registrations::event_id.eq(id))).execute(conn)?;
    programmes::delete_event(conn, event)
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    /// Tables that `programmes::delete_event` and `delete_session` empty, and this file itself.
    const OTHERWISE: [&str; 14] = [
        "events",
        "sessions",
        "meetings",
        "session_groups",
        "session_reminders",
        "event_images",
        "registrations",
        "registration_counts",
        "search_edits",
        "search_postings",
        "search_segments",
        "choice_counts",
        "rehearsals",
        "mail_texts",
    ];

    /// The tables in which something says of which event, session, meeting or registration it is.
    fn tables(source: &str) -> Vec<String> {
        let blocks = source.split("diesel::table!").skip(1);
        let of_event = |block: &&str| {
            ["event_id", "session_id", "meeting_id", "registration_id"]
                .iter()
                .any(|column| block.contains(&format!(" {column} ->")))
        };
        let name = |block: &str| {
            let line = block.lines().map(str::trim).find(|line| line.ends_with(") {"))?;
            Some(line.split(' ').next()?.to_owned())
        };
        blocks.filter(of_event).filter_map(name).collect()
    }

    #[test]
    fn no_table_keeps_anything_of_a_rehearsal() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
        let mut files = vec![root.join("schema.rs")];
        let more = std::fs::read_dir(root.join("schema")).unwrap();
        files.extend(more.map(|entry| entry.unwrap().path()));
        let sources = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
        let all: Vec<String> = sources.flat_map(|source| tables(&source)).collect();
        assert!(all.len() > 30, "{all:?}");
        for table in all {
            let is_erased = ROWS.iter().any(|(name, _)| *name == table);
            assert!(
                is_erased || OTHERWISE.contains(&table.as_str()),
                "{table} keeps what came of a rehearsal"
            );
        }
    }
}
