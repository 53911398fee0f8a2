//! Mails that were read from the mailbox, each kept once.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::incoming_mails;
use super::types::{Id, Time};

/// What a mail is that belongs to no organization yet.
pub const NOBODYS: Id = Id(uuid::Uuid::nil());

/// A mail as it was read.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = incoming_mails, treat_none_as_default_value = false)]
pub struct IncomingMailRow {
    pub id: Id,
    /// [`NOBODYS`] until it is known.
    pub organization_id: Id,
    /// By which it is known when it is read again.
    pub message_key: Vec<u8>,
    /// bounce, delay, forged, `auto_reply` or other.
    pub class: String,
    /// The mail of ours that it is about, where it has our mark.
    pub outbox_id: Option<Id>,
    /// Of a report: `5.1.1`.
    pub status: Option<String>,
    pub sender: String,
    pub subject: String,
    /// As it came; empty where nothing of it is needed any more.
    pub message: Vec<u8>,
    /// When it arrived, by the mailbox or by itself.
    pub received_at: Time,
    pub read_at: Time,
    /// When all was done that follows from it.
    pub handled_at: Option<Time>,
}

/// Keeps a mail. `false`: it has been kept before, and nothing is to be done again.
pub fn keep(conn: &mut Conn, row: &IncomingMailRow) -> Result<bool, StoreError> {
    if is_kept(conn, &row.message_key)? {
        return Ok(false);
    }
    let kept = each!(conn, c => diesel::insert_into(incoming_mails::table)
        .values(row)
        .on_conflict((incoming_mails::message_key, incoming_mails::organization_id))
        .do_nothing()
        .execute(c))?;
    Ok(kept == 1)
}

/// Whether a mail of this key has been kept, for whichever organization.
pub fn is_kept(conn: &mut Conn, message_key: &[u8]) -> Result<bool, StoreError> {
    let known = incoming_mails::table.filter(incoming_mails::message_key.eq(message_key.to_vec()));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

/// Mails of a class from which nothing has followed yet, oldest first.
pub fn waiting(
    conn: &mut Conn,
    class: &str,
    limit: i64,
) -> Result<Vec<IncomingMailRow>, StoreError> {
    Ok(incoming_mails::table
        .filter(incoming_mails::class.eq(class.to_owned()))
        .filter(incoming_mails::handled_at.is_null())
        .order(incoming_mails::id)
        .limit(limit)
        .select(IncomingMailRow::as_select())
        .load(conn)?)
}

/// All was done that follows from a mail; from now on it belongs to `organization`.
pub fn handled(conn: &mut Conn, id: Id, organization: Id, now: Time) -> Result<(), StoreError> {
    diesel::update(incoming_mails::table.filter(incoming_mails::id.eq(id)))
        .set((
            incoming_mails::handled_at.eq(Some(now)),
            incoming_mails::organization_id.eq(organization),
        ))
        .execute(conn)?;
    Ok(())
}
