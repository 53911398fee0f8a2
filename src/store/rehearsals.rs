//! Rehearsals: events that are only tried out, and are removed with everything of them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::{
    arrival_counts, caught_mails, check_ins, company_seats, drawn_places, idempotency_keys,
    incoming_mails, mail_facts, mailing_recipients, mailings, meetings, outbox, registrations,
    rehearsals, selection_marks, self_check_in_faults, uploads,
};
use super::types::{Id, Time};
use super::{application_drafts, mail_texts, programmes};
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

/// Removes a rehearsal with all that came of it: applications, mails, files. The event must be locked.
pub fn erase(conn: &mut Conn, event: EventId) -> Result<(), StoreError> {
    let id = Id(event.0);
    let sessions: Vec<Id> =
        programmes::sessions_of(conn, event)?.into_iter().map(|session| Id(session.0)).collect();
    erase_mail(conn, id)?;
    diesel::delete(mail_facts::table.filter(mail_facts::session_id.eq_any(&sessions)))
        .execute(conn)?;
    erase_attendance(conn, id, &sessions)?;
    diesel::delete(arrival_counts::table.filter(arrival_counts::session_id.eq_any(&sessions)))
        .execute(conn)?;
    diesel::delete(company_seats::table.filter(company_seats::session_id.eq_any(&sessions)))
        .execute(conn)?;
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::session_id.eq_any(&sessions)))
        .execute(conn)?;
    application_drafts::delete_of_event(conn, id)?;
    mail_texts::delete_of(conn, id)?;
    diesel::delete(uploads::table.filter(uploads::event_id.eq(id))).execute(conn)?;
    diesel::delete(registrations::table.filter(registrations::session_id.eq_any(&sessions)))
        .execute(conn)?;
    programmes::delete_event(conn, event)
}

/// What came of it at the door, by lot, by selection.
fn erase_attendance(conn: &mut Conn, event: Id, sessions: &[Id]) -> Result<(), StoreError> {
    diesel::delete(check_ins::table.filter(check_ins::event_id.eq(event))).execute(conn)?;
    diesel::delete(drawn_places::table.filter(drawn_places::session_id.eq_any(sessions)))
        .execute(conn)?;
    diesel::delete(selection_marks::table.filter(selection_marks::session_id.eq_any(sessions)))
        .execute(conn)?;
    let held: Vec<Id> = meetings::table
        .filter(meetings::session_id.eq_any(sessions))
        .select(meetings::id)
        .load(conn)?;
    let faults = self_check_in_faults::table;
    diesel::delete(faults.filter(self_check_in_faults::meeting_id.eq_any(held))).execute(conn)?;
    Ok(())
}

fn erase_mail(conn: &mut Conn, event: Id) -> Result<(), StoreError> {
    let mails: Vec<Id> =
        outbox::table.filter(outbox::event_id.eq(event)).select(outbox::id).load(conn)?;
    diesel::delete(caught_mails::table.filter(caught_mails::outbox_id.eq_any(&mails)))
        .execute(conn)?;
    diesel::delete(incoming_mails::table.filter(incoming_mails::outbox_id.eq_any(&mails)))
        .execute(conn)?;
    diesel::delete(outbox::table.filter(outbox::event_id.eq(event))).execute(conn)?;
    let sent: Vec<Id> =
        mailings::table.filter(mailings::event_id.eq(event)).select(mailings::id).load(conn)?;
    diesel::delete(mailing_recipients::table.filter(mailing_recipients::mailing_id.eq_any(&sent)))
        .execute(conn)?;
    diesel::delete(mailings::table.filter(mailings::event_id.eq(event))).execute(conn)?;
    Ok(())
}
