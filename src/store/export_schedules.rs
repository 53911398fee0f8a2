//! Lists that are announced to staff by the calendar, and their runs.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::organizations::MemberRow;
use super::schema::{export_runs, export_schedules, members};
use super::types::{Id, JsonText, Time};

/// A list that is made by the calendar.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = export_schedules, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ExportScheduleRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    /// What is exported.
    pub wanted: JsonText,
    pub timing: JsonText,
    /// Ids of members.
    pub recipients: JsonText,
    /// The member in whose name it is made: as long as they may.
    pub created_by: Id,
    pub state: String,
    pub due_at: Time,
    /// Why the last time came to nothing.
    pub fault: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// One run of a schedule.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = export_runs, treat_none_as_default_value = false)]
pub struct ExportRunRow {
    pub id: Id,
    pub organization_id: Id,
    pub schedule_id: Id,
    pub event_id: Id,
    pub due_at: Time,
    pub wanted: JsonText,
    /// Registrations there were.
    pub rows_found: i64,
    pub expires_at: Time,
    pub created_at: Time,
}

pub fn insert(conn: &mut Conn, row: &ExportScheduleRow) -> Result<(), StoreError> {
    each!(conn, c => diesel::insert_into(export_schedules::table).values(row).execute(c))?;
    Ok(())
}

pub fn save(conn: &mut Conn, row: &ExportScheduleRow) -> Result<(), StoreError> {
    diesel::update(export_schedules::table.find(row.id)).set(row).execute(conn)?;
    Ok(())
}

pub fn by_id(
    conn: &mut Conn,
    organization: Id,
    id: Id,
) -> Result<Option<ExportScheduleRow>, StoreError> {
    Ok(export_schedules::table
        .find(id)
        .filter(export_schedules::organization_id.eq(organization))
        .select(ExportScheduleRow::as_select())
        .first(conn)
        .optional()?)
}

/// Those of an event that have not been given up, oldest first.
pub fn of_event(conn: &mut Conn, event: Id) -> Result<Vec<ExportScheduleRow>, StoreError> {
    Ok(export_schedules::table
        .filter(export_schedules::event_id.eq(event))
        .filter(export_schedules::state.ne("over"))
        .order(export_schedules::id)
        .limit(100)
        .select(ExportScheduleRow::as_select())
        .load(conn)?)
}

/// Those whose time has come.
pub fn due(conn: &mut Conn, now: Time, limit: i64) -> Result<Vec<ExportScheduleRow>, StoreError> {
    Ok(export_schedules::table
        .filter(export_schedules::state.eq("active"))
        .filter(export_schedules::due_at.le(now))
        .order(export_schedules::due_at)
        .limit(limit)
        .select(ExportScheduleRow::as_select())
        .load(conn)?)
}

/// Records a run. `false`: somebody else has just done it.
pub fn record_run(conn: &mut Conn, row: &ExportRunRow) -> Result<bool, StoreError> {
    let inserted = each!(conn, c => diesel::insert_into(export_runs::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Moves a schedule on from this time to its next. `false`: somebody else has.
pub fn move_on(conn: &mut Conn, row: &ExportScheduleRow, from: Time) -> Result<bool, StoreError> {
    let place = export_schedules::table.find(row.id).filter(export_schedules::due_at.eq(from));
    Ok(diesel::update(place).set(row).execute(conn)? == 1)
}

pub fn run(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<ExportRunRow>, StoreError> {
    Ok(export_runs::table
        .find(id)
        .filter(export_runs::organization_id.eq(organization))
        .select(ExportRunRow::as_select())
        .first(conn)
        .optional()?)
}

/// Forgets runs whose link has been dead for long.
pub fn forget_runs(conn: &mut Conn, before: Time) -> Result<usize, StoreError> {
    Ok(diesel::delete(export_runs::table.filter(export_runs::expires_at.lt(before)))
        .execute(conn)?)
}

/// The members of an organization who work there now, by name.
pub fn staff(conn: &mut Conn, organization: Id, now: Time) -> Result<Vec<MemberRow>, StoreError> {
    Ok(members::table
        .filter(members::organization_id.eq(organization))
        .filter(members::ends_at.is_null().or(members::ends_at.gt(now)))
        .order((members::name, members::id))
        .limit(500)
        .select(MemberRow::as_select())
        .load(conn)?)
}
