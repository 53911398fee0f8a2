//! Drafts of applications that came by mail.

use chrono::TimeDelta;
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
    /// `open`, `confirming` (somebody is making a registration of it), `confirmed` (by staff), `completed` (by its sender, on the form) or `dismissed`.
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
    events: Option<&[Id]>,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<ApplicationDraftRow>, StoreError> {
    let mut query = application_drafts::table
        .filter(application_drafts::organization_id.eq(organization))
        .filter(application_drafts::state.eq_any(states_listed(state)))
        .order(application_drafts::id)
        .limit(limit)
        .select(ApplicationDraftRow::as_select())
        .into_boxed();
    if let Some(events) = events {
        query = query.filter(application_drafts::event_id.eq_any(events.to_vec()));
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

/// Whoever is making a registration of a draft needs no longer than this; after it, somebody has died.
const CONFIRMING: TimeDelta = TimeDelta::minutes(1);

/// What is being confirmed is listed as open.
fn states_listed(state: &str) -> Vec<String> {
    let more = (state == "open").then(|| "confirming".to_owned());
    more.into_iter().chain([state.to_owned()]).collect()
}

/// Takes an open draft in hand, so that nobody else makes a registration of it meanwhile. `false`: it is
/// not open, or in other hands.
pub fn begin(conn: &mut Conn, id: Id, now: Time) -> Result<bool, StoreError> {
    let free = application_drafts::state.eq("open").or(application_drafts::state
        .eq("confirming")
        .and(application_drafts::updated_at.lt(Time(now.0 - CONFIRMING))));
    let open = application_drafts::table.filter(application_drafts::id.eq(id)).filter(free);
    let taken = diesel::update(open)
        .set((application_drafts::state.eq("confirming"), application_drafts::updated_at.eq(now)))
        .execute(conn)?;
    Ok(taken == 1)
}

/// Gives it back: nothing has come of it.
pub fn give_back(conn: &mut Conn, id: Id, now: Time) -> Result<(), StoreError> {
    let taken = application_drafts::table
        .filter(application_drafts::id.eq(id))
        .filter(application_drafts::state.eq("confirming"));
    diesel::update(taken)
        .set((application_drafts::state.eq("open"), application_drafts::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Forgets the drafts of an event that is deleted.
pub fn delete_of_event(conn: &mut Conn, event: Id) -> Result<(), StoreError> {
    let drafts = application_drafts::table.filter(application_drafts::event_id.eq(event));
    diesel::delete(drafts).execute(conn)?;
    Ok(())
}

/// Closes a draft that is open, or in hand. `false`: it was neither.
pub fn close(
    conn: &mut Conn,
    id: Id,
    state: &str,
    registration: Option<Id>,
    now: Time,
) -> Result<bool, StoreError> {
    let open = application_drafts::table
        .filter(application_drafts::id.eq(id))
        .filter(application_drafts::state.eq_any(["open", "confirming"]));
    let closed = diesel::update(open)
        .set((
            application_drafts::state.eq(state.to_owned()),
            application_drafts::registration_id.eq(registration),
            application_drafts::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(closed == 1)
}
