//! Mailings: what is to be said to whom, and how far it has come.

use diesel::prelude::*;

use super::backend::{self, Conn, Lockable, each};
use super::error::StoreError;
use super::schema::mailings;
use super::types::{Id, JsonText, Time};

/// States in which a worker looks at a mailing.
const AT_WORK: [&str; 2] = ["waiting", "running"];

#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = mailings, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct MailingRow {
    pub organization_id: Id,
    pub id: Id,
    pub event_id: Id,
    /// The session it is about, where it is about one.
    pub session_id: Option<Id>,
    pub kind: String,
    /// What it is for: the same cause has one mailing.
    pub cause: String,
    pub state: String,
    /// The news that every mail brings.
    pub content: JsonText,
    pub audience: JsonText,
    /// What people were told last, where it names what has changed since.
    pub facts_before: Option<JsonText>,
    pub created_by: String,
    /// When a worker looks at it next.
    pub due_at: Time,
    pub started_at: Option<Time>,
    /// When the last recipient was recorded; until then none is owed a mail.
    pub recorded_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub recording_round: i32,
    pub recording_session: Option<Id>,
    pub recording_sequence: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

/// Keeps a new mailing. `false`: its cause has one already.
pub fn insert(conn: &mut Conn, row: &MailingRow) -> Result<bool, StoreError> {
    let inserted = each!(conn, c => diesel::insert_into(mailings::table)
        .values(row)
        .on_conflict((mailings::cause, mailings::organization_id))
        .do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Writes a mailing back. It must be locked: by [`take_due`] or [`locked`].
pub fn save(conn: &mut Conn, row: &MailingRow) -> Result<(), StoreError> {
    diesel::update(mailings::table.find(row.id)).set(row).execute(conn)?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<MailingRow>, StoreError> {
    Ok(mailings::table
        .find(id)
        .filter(mailings::organization_id.eq(organization))
        .select(MailingRow::as_select())
        .first(conn)
        .optional()?)
}

/// The same, locked until the transaction ends.
pub fn locked(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<MailingRow>, StoreError> {
    backend::lock(conn, Lockable::Mailings, &[id])?;
    by_id(conn, organization, id)
}

/// One page of an event's mailings, newest first, before `before`. Those that a single person has asked
/// for are not among them.
pub fn list(
    conn: &mut Conn,
    event: Id,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<MailingRow>, StoreError> {
    let mut query = mailings::table
        .filter(mailings::event_id.eq(event))
        .filter(mailings::kind.ne("resend_link"))
        .order(mailings::id.desc())
        .limit(limit)
        .select(MailingRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(mailings::id.lt(before));
    }
    Ok(query.load(conn)?)
}

/// Mailings of an event that have not ended, of these kinds.
pub fn open_of_event(
    conn: &mut Conn,
    event: Id,
    kinds: &[&str],
) -> Result<Vec<MailingRow>, StoreError> {
    Ok(mailings::table
        .filter(mailings::event_id.eq(event))
        .filter(mailings::kind.eq_any(kinds.iter().map(|kind| (*kind).to_owned())))
        .filter(mailings::state.ne_all(["done", "aborted"]))
        .order(mailings::id)
        .select(MailingRow::as_select())
        .load(conn)?)
}

/// How many links of an event are still to be sent to those who have asked.
pub fn count_asked_links(conn: &mut Conn, event: Id) -> Result<i64, StoreError> {
    Ok(mailings::table
        .filter(mailings::event_id.eq(event))
        .filter(mailings::kind.eq("resend_link"))
        .filter(mailings::state.eq_any(AT_WORK))
        .count()
        .get_result(conn)?)
}

/// When the next mailing is to be looked at.
pub fn next_due(conn: &mut Conn) -> Result<Option<Time>, StoreError> {
    Ok(mailings::table
        .filter(mailings::state.eq_any(AT_WORK))
        .order(mailings::due_at)
        .select(mailings::due_at)
        .first(conn)
        .optional()?)
}

/// A mailing that is to be looked at now, locked until the transaction ends, and nobody else's.
pub fn take_due(conn: &mut Conn, now: Time) -> Result<Option<MailingRow>, StoreError> {
    let Some(id) = backend::due_mailing(conn, now)? else { return Ok(None) };
    let row = mailings::table.find(id).select(MailingRow::as_select()).first(conn);
    Ok(row.optional()?)
}

/// Forgets who has asked for a link, once they have it and may ask again.
pub fn forget_asked_links(conn: &mut Conn, ended_before: Time) -> Result<usize, StoreError> {
    use super::schema::mailing_recipients;
    let old: Vec<Id> = mailings::table
        .filter(mailings::kind.eq("resend_link"))
        .filter(mailings::ended_at.lt(ended_before))
        .limit(500)
        .select(mailings::id)
        .load(conn)?;
    let recipients = mailing_recipients::table.filter(mailing_recipients::mailing_id.eq_any(&old));
    diesel::delete(recipients).execute(conn)?;
    Ok(diesel::delete(mailings::table.filter(mailings::id.eq_any(&old))).execute(conn)?)
}
