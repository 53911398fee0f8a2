//! How a member wants to see lists: columns for an event, and whether single letters are shortcuts.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::{attendee_columns, members_without_shortcuts};
use super::types::Id;

#[derive(Insertable)]
#[diesel(table_name = attendee_columns)]
struct ColumnsRow<'a> {
    organization_id: Id,
    member_id: Id,
    event_id: Id,
    shown: &'a str,
}

#[derive(Insertable)]
#[diesel(table_name = members_without_shortcuts)]
struct WithoutRow {
    organization_id: Id,
    member_id: Id,
}

/// The columns that a member has chosen, with commas between.
pub fn columns(conn: &mut Conn, member: Id, event: Id) -> Result<Option<String>, StoreError> {
    Ok(attendee_columns::table
        .filter(attendee_columns::member_id.eq(member))
        .filter(attendee_columns::event_id.eq(event))
        .select(attendee_columns::shown)
        .first(conn)
        .optional()?)
}

pub fn set_columns(
    conn: &mut Conn,
    organization_id: Id,
    member_id: Id,
    event_id: Id,
    shown: &str,
) -> Result<(), StoreError> {
    let row = ColumnsRow { organization_id, member_id, event_id, shown };
    let own = attendee_columns::table
        .filter(attendee_columns::member_id.eq(member_id))
        .filter(attendee_columns::event_id.eq(event_id));
    let changed = diesel::update(own).set(attendee_columns::shown.eq(shown)).execute(conn)?;
    if changed == 0 {
        each!(conn, c => diesel::insert_into(attendee_columns::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

pub fn has_shortcuts(conn: &mut Conn, member: Id) -> Result<bool, StoreError> {
    let without: i64 = members_without_shortcuts::table
        .filter(members_without_shortcuts::member_id.eq(member))
        .count()
        .get_result(conn)?;
    Ok(without == 0)
}

pub fn set_shortcuts(
    conn: &mut Conn,
    organization_id: Id,
    member_id: Id,
    wanted: bool,
) -> Result<(), StoreError> {
    if wanted {
        let own = members_without_shortcuts::table
            .filter(members_without_shortcuts::member_id.eq(member_id));
        diesel::delete(own).execute(conn)?;
    } else {
        let row = WithoutRow { organization_id, member_id };
        each!(conn, c => diesel::insert_into(members_without_shortcuts::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
