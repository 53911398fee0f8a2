//! Which mails were read from the mailbox, each noted once.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::incoming_mails;
use super::types::{Id, Time};

/// The organization of a mail that belongs to none.
pub const NOBODYS: Id = Id(uuid::Uuid::nil());

/// A mail that was read. Nothing of it stands here but what it was.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = incoming_mails, treat_none_as_default_value = false)]
pub struct IncomingMailRow {
    pub id: Id,
    /// [`NOBODYS`] where it is not known.
    pub organization_id: Id,
    /// By which it is known when it is read again.
    pub message_key: Vec<u8>,
    /// bounce, delay, forged, `auto_reply`, application or other.
    pub class: String,
    /// The mail of ours that it is about, where it has our mark.
    pub outbox_id: Option<Id>,
    /// Of a report: `5.1.1`.
    pub status: Option<String>,
    pub read_at: Time,
}

/// Notes a mail. `false`: it has been noted before, and nothing is to be done again.
pub fn note(conn: &mut Conn, row: &IncomingMailRow) -> Result<bool, StoreError> {
    // For whichever organization.
    let same = incoming_mails::table.filter(incoming_mails::message_key.eq(&row.message_key));
    if diesel::select(diesel::dsl::exists(same)).get_result(conn)? {
        return Ok(false);
    }
    let noted = each!(conn, c => diesel::insert_into(incoming_mails::table)
        .values(row)
        .on_conflict((incoming_mails::message_key, incoming_mails::organization_id))
        .do_nothing()
        .execute(c))?;
    Ok(noted == 1)
}

/// A mail has become a draft.
pub fn is_application(conn: &mut Conn, id: Id) -> Result<(), StoreError> {
    diesel::update(incoming_mails::table.filter(incoming_mails::id.eq(id)))
        .set(incoming_mails::class.eq("application"))
        .execute(conn)?;
    Ok(())
}
