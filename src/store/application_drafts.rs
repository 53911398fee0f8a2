//! Drafts of applications that came by mail.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::application_drafts;
use super::types::{Id, JsonText, Time};

/// An application as a mail told it, beside the mail itself.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = application_drafts, treat_none_as_default_value = false)]
pub struct ApplicationDraftRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    /// The session wished for, where the mail fits one.
    pub session_id: Option<Id>,
    /// Hash of the mail's Message-ID.
    pub message_key: Vec<u8>,
    /// Mail address.
    pub sender: String,
    pub subject: String,
    /// The mail's text, as it was read.
    pub original: String,
    /// Files that came with it. They are never opened.
    pub attachments: i32,
    /// An `ApplicationDraft`.
    pub draft: JsonText,
    pub language: String,
    /// `open`, `confirmed` (by staff), `completed` (by its sender, on the form) or `dismissed`.
    pub state: String,
    pub registration_id: Option<Id>,
    /// When the mail was written, as it says.
    pub received_at: Time,
    pub created_at: Time,
    pub updated_at: Time,
}

/// Keeps a draft. `false`: this mail has made one for this event before.
pub fn insert(conn: &mut Conn, row: &ApplicationDraftRow) -> Result<bool, StoreError> {
    let inserted = each!(conn, c => diesel::insert_into(application_drafts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Drafts that an address has sent to an event since `since`.
pub fn count_from(
    conn: &mut Conn,
    event: Id,
    sender: &str,
    since: Time,
) -> Result<i64, StoreError> {
    Ok(application_drafts::table
        .filter(application_drafts::event_id.eq(event))
        .filter(application_drafts::sender.eq(sender))
        .filter(application_drafts::created_at.gt(since))
        .count()
        .get_result(conn)?)
}

/// One page of an organization's drafts in a state, oldest first, after `after`.
pub fn list(
    conn: &mut Conn,
    organization: Id,
    state: &str,
    event: Option<Id>,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<ApplicationDraftRow>, StoreError> {
    let mut query = application_drafts::table
        .filter(application_drafts::organization_id.eq(organization))
        .filter(application_drafts::state.eq(state.to_owned()))
        .order(application_drafts::id)
        .limit(limit)
        .select(ApplicationDraftRow::as_select())
        .into_boxed();
    if let Some(event) = event {
        query = query.filter(application_drafts::event_id.eq(event));
    }
    if let Some(after) = after {
        query = query.filter(application_drafts::id.gt(after));
    }
    Ok(query.load(conn)?)
}

pub fn by_id(conn: &mut Conn, id: Id) -> Result<Option<ApplicationDraftRow>, StoreError> {
    Ok(application_drafts::table
        .filter(application_drafts::id.eq(id))
        .select(ApplicationDraftRow::as_select())
        .first(conn)
        .optional()?)
}

/// Closes a draft that is open. `false`: it was not.
pub fn close(
    conn: &mut Conn,
    id: Id,
    state: &str,
    registration: Option<Id>,
    now: Time,
) -> Result<bool, StoreError> {
    let open = application_drafts::table
        .filter(application_drafts::id.eq(id))
        .filter(application_drafts::state.eq("open"));
    let closed = diesel::update(open)
        .set((
            application_drafts::state.eq(state.to_owned()),
            application_drafts::registration_id.eq(registration),
            application_drafts::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(closed == 1)
}
