//! What members have typed and not saved yet.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::unsaved_drafts;
use super::types::{Id, JsonText, Time};

/// Something that a member works on; of one subject there is one.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = unsaved_drafts, treat_none_as_default_value = false)]
pub struct UnsavedRow {
    pub organization_id: Id,
    pub member_id: Id,
    /// What it is a draft of: `form:EVENT`, `mail:SCOPE:KIND:LANGUAGE`.
    pub subject: String,
    pub content: JsonText,
    pub updated_at: Time,
}

/// What a member has typed of this subject.
pub fn of(
    conn: &mut Conn,
    organization: Id,
    member: Id,
    subject: &str,
) -> Result<Option<UnsavedRow>, StoreError> {
    Ok(unsaved_drafts::table
        .find((member, subject, organization))
        .select(UnsavedRow::as_select())
        .first(conn)
        .optional()?)
}

/// Keeps it, in the place of what was there.
pub fn keep(conn: &mut Conn, row: &UnsavedRow) -> Result<(), StoreError> {
    let key = (unsaved_drafts::member_id, unsaved_drafts::subject, unsaved_drafts::organization_id);
    each!(conn, c => diesel::insert_into(unsaved_drafts::table)
        .values(row)
        .on_conflict(key)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Forgets it.
pub fn forget(
    conn: &mut Conn,
    organization: Id,
    member: Id,
    subject: &str,
) -> Result<(), StoreError> {
    diesel::delete(unsaved_drafts::table.find((member, subject, organization))).execute(conn)?;
    Ok(())
}

/// Forgets what nobody has touched since `time`.
pub fn forget_old(conn: &mut Conn, time: Time) -> Result<usize, StoreError> {
    Ok(diesel::delete(unsaved_drafts::table.filter(unsaved_drafts::updated_at.lt(time)))
        .execute(conn)?)
}
