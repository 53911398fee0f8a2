//! The recipients of mailings: recorded before the first mail is owed, each with the mail that it gets.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::schema::mailing_recipients;
use super::types::{Id, Uid};
use crate::domain::mailing::RecipientState;

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = mailing_recipients)]
pub struct RecipientRow {
    pub organization_id: Id,
    pub mailing_id: Id,
    pub registration_id: Id,
    /// The outbox row that it gets.
    pub mail_id: Id,
    pub state: String,
}

many_rows! { RecipientRow as RecipientColumns, "mailing_recipients",
" ON CONFLICT (mailing_id, registration_id, organization_id) DO NOTHING" {
    organization_id: Uid = Id,
    mailing_id: Uid = Id,
    registration_id: Uid = Id,
    mail_id: Uid = Id,
    state: Text = String,
} }

/// Records recipients; those who are recorded already stay as they are.
pub fn record(conn: &mut Conn, rows: &[RecipientRow]) -> Result<(), StoreError> {
    write_many!(conn, rows);
    Ok(())
}

/// Recipients of a mailing in a state, in the order in which they applied.
pub fn in_state(
    conn: &mut Conn,
    mailing: Id,
    state: RecipientState,
    limit: i64,
) -> Result<Vec<RecipientRow>, StoreError> {
    Ok(mailing_recipients::table
        .filter(mailing_recipients::mailing_id.eq(mailing))
        .filter(mailing_recipients::state.eq(state.as_str()))
        .order(mailing_recipients::registration_id)
        .limit(limit)
        .select(RecipientRow::as_select())
        .load(conn)?)
}

/// Puts recipients of a mailing into a state.
pub fn set_state(
    conn: &mut Conn,
    mailing: Id,
    registrations: &[Id],
    state: RecipientState,
) -> Result<(), StoreError> {
    if registrations.is_empty() {
        return Ok(());
    }
    let theirs = mailing_recipients::table
        .filter(mailing_recipients::mailing_id.eq(mailing))
        .filter(mailing_recipients::registration_id.eq_any(registrations));
    diesel::update(theirs).set(mailing_recipients::state.eq(state.as_str())).execute(conn)?;
    Ok(())
}

/// Puts all recipients of a mailing from one state into another.
pub fn move_all(
    conn: &mut Conn,
    mailing: Id,
    from: RecipientState,
    to: RecipientState,
) -> Result<(), StoreError> {
    let theirs = mailing_recipients::table
        .filter(mailing_recipients::mailing_id.eq(mailing))
        .filter(mailing_recipients::state.eq(from.as_str()));
    diesel::update(theirs).set(mailing_recipients::state.eq(to.as_str())).execute(conn)?;
    Ok(())
}

/// How many recipients of each mailing are in each state.
pub fn counts(
    conn: &mut Conn,
    mailings: &[Id],
) -> Result<HashMap<Id, HashMap<String, i64>>, StoreError> {
    let rows: Vec<(Id, String, i64)> = mailing_recipients::table
        .filter(mailing_recipients::mailing_id.eq_any(mailings))
        .group_by((mailing_recipients::mailing_id, mailing_recipients::state))
        .select((
            mailing_recipients::mailing_id,
            mailing_recipients::state,
            diesel::dsl::count_star(),
        ))
        .load(conn)?;
    let mut counts: HashMap<Id, HashMap<String, i64>> = HashMap::new();
    for (mailing, state, count) in rows {
        counts.entry(mailing).or_default().insert(state, count);
    }
    Ok(counts)
}
