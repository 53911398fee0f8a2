//! Reminders of sessions: planned where a programme changes, made once when their time has come.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::programmes::{count, stored};
use super::schema::session_reminders;
use super::types::{Id, Time};
use crate::domain::event::{EventStatus, Programme, SessionStatus};
use crate::domain::ids::SessionId;
use crate::domain::reminder::{self, Known, Planning, Reminder};

/// Reminders that are looked at in one go.
const AT_ONCE: i64 = 50;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = session_reminders)]
pub struct ReminderRow {
    pub organization_id: Id,
    pub session_id: Id,
    pub before_minutes: i32,
    pub event_id: Id,
    pub starts_at: Time,
    pub due_at: Time,
    pub state: String,
}

/// Brings the plan of an event's reminders up to date with its programme, which must be locked.
pub fn plan(conn: &mut Conn, programme: &Programme, now: Time) -> Result<(), StoreError> {
    let event = Id(programme.event.id.0);
    let known: Vec<ReminderRow> = session_reminders::table
        .filter(session_reminders::event_id.eq(event))
        .select(ReminderRow::as_select())
        .load(conn)?;
    let is_on = programme.event.status != EventStatus::Cancelled;
    let mut wanted = Vec::new();
    for session in &programme.sessions {
        let takes_place = is_on && session.settings.status != SessionStatus::Cancelled;
        let Some(starts_at) = session.starts_at().filter(|_| takes_place) else { continue };
        for reminder in &programme.event.reminders {
            wanted.push((Id(session.id.0), *reminder));
            let known = known.iter().find(|row| row.is_of(session.id, *reminder));
            let so_far = known.map(|row| Known {
                starts_at: row.starts_at.0,
                is_planned: row.state == "planned",
            });
            match reminder::plan(*reminder, starts_at, so_far, now.0) {
                Planning::Keep => {}
                Planning::Drop => drop_planned(conn, Id(session.id.0), *reminder)?,
                Planning::Plan(due_at) => {
                    let row = ReminderRow {
                        organization_id: Id(programme.event.organization.0),
                        session_id: Id(session.id.0),
                        before_minutes: stored(reminder.before_minutes),
                        event_id: event,
                        starts_at: Time(starts_at),
                        due_at: Time(due_at),
                        state: "planned".to_owned(),
                    };
                    put(conn, &row)?;
                }
            }
        }
    }
    for row in known.iter().filter(|row| row.state == "planned") {
        if !wanted.contains(&(row.session_id, row.reminder())) {
            drop_planned(conn, row.session_id, row.reminder())?;
        }
    }
    Ok(())
}

impl ReminderRow {
    fn reminder(&self) -> Reminder {
        Reminder { before_minutes: count(self.before_minutes) }
    }

    fn is_of(&self, session: SessionId, reminder: Reminder) -> bool {
        self.session_id == Id(session.0) && self.reminder() == reminder
    }
}

fn put(conn: &mut Conn, row: &ReminderRow) -> Result<(), StoreError> {
    each!(conn, c => diesel::insert_into(session_reminders::table)
        .values(row)
        .on_conflict((
            session_reminders::session_id,
            session_reminders::before_minutes,
            session_reminders::organization_id,
        ))
        .do_update()
        .set((
            session_reminders::starts_at.eq(row.starts_at),
            session_reminders::due_at.eq(row.due_at),
            session_reminders::state.eq(&row.state),
        ))
        .execute(c))?;
    Ok(())
}

fn drop_planned(conn: &mut Conn, session: Id, reminder: Reminder) -> Result<(), StoreError> {
    let planned = session_reminders::table
        .filter(session_reminders::session_id.eq(session))
        .filter(session_reminders::before_minutes.eq(stored(reminder.before_minutes)))
        .filter(session_reminders::state.eq("planned"));
    diesel::delete(planned).execute(conn)?;
    Ok(())
}

/// Forgets the reminders of a session that is deleted.
pub(super) fn forget(conn: &mut Conn, session: Id) -> Result<(), StoreError> {
    let its = session_reminders::table.filter(session_reminders::session_id.eq(session));
    diesel::delete(its).execute(conn)?;
    Ok(())
}

/// Reminders whose time has come.
pub fn due(conn: &mut Conn, now: Time) -> Result<Vec<ReminderRow>, StoreError> {
    Ok(session_reminders::table
        .filter(session_reminders::state.eq("planned"))
        .filter(session_reminders::due_at.le(now))
        .order(session_reminders::due_at)
        .limit(AT_ONCE)
        .select(ReminderRow::as_select())
        .load(conn)?)
}

/// When the next reminder is due.
pub fn next_due(conn: &mut Conn) -> Result<Option<Time>, StoreError> {
    Ok(session_reminders::table
        .filter(session_reminders::state.eq("planned"))
        .order(session_reminders::due_at)
        .select(session_reminders::due_at)
        .first(conn)
        .optional()?)
}

/// Makes a reminder out of what was planned. `false`: somebody else was first, or it is planned for
/// another time by now.
pub fn turn(conn: &mut Conn, row: &ReminderRow, to: &str) -> Result<bool, StoreError> {
    let planned = session_reminders::table
        .filter(session_reminders::session_id.eq(row.session_id))
        .filter(session_reminders::before_minutes.eq(row.before_minutes))
        .filter(session_reminders::state.eq("planned"))
        .filter(session_reminders::due_at.eq(row.due_at));
    let turned = diesel::update(planned).set(session_reminders::state.eq(to)).execute(conn)?;
    Ok(turned == 1)
}
