//! Registrations: one, a page of a session's list, or the whole list for an export.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text};

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::many_rows;
use super::schema::registrations;
use super::types::{Id, Json, JsonText, Stamp, Time, Uid};
use crate::domain::ids::{RegistrationId, SessionId};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = registrations, treat_none_as_default_value = false)]
pub struct RegistrationRow {
    pub id: Id,
    pub organization_id: Id,
    pub event_id: Id,
    pub session_id: Id,
    pub sequence: i64,
    pub reception_number: String,
    pub state: String,
    pub person_key: Option<Vec<u8>>,
    pub applicant_name: String,
    pub applicant_kana: Option<String>,
    pub applicant_email: Option<String>,
    pub applicant_phone: Option<String>,
    pub company_name: Option<String>,
    pub company_key: Option<String>,
    pub corporate_number: Option<String>,
    pub company_seat_id: Option<Id>,
    pub seats: i32,
    pub attendees: JsonText,
    pub answers: JsonText,
    pub language: String,
    pub source: String,
    pub exceeded_reason: Option<String>,
    pub note: Option<String>,
    pub search_key: String,
    pub offer_expires_at: Option<Time>,
    pub received_at: Time,
    pub registered_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

many_rows! { RegistrationRow as RegistrationColumns, "registrations", "" {
    id: Uid = Id,
    organization_id: Uid = Id,
    event_id: Uid = Id,
    session_id: Uid = Id,
    sequence: BigInt = i64,
    reception_number: Text = String,
    state: Text = String,
    person_key: Nullable<Binary> = Option<Vec<u8>>,
    applicant_name: Text = String,
    applicant_kana: Nullable<Text> = Option<String>,
    applicant_email: Nullable<Text> = Option<String>,
    applicant_phone: Nullable<Text> = Option<String>,
    company_name: Nullable<Text> = Option<String>,
    company_key: Nullable<Text> = Option<String>,
    corporate_number: Nullable<Text> = Option<String>,
    company_seat_id: Nullable<Uid> = Option<Id>,
    seats: Integer = i32,
    attendees: Json = JsonText,
    answers: Json = JsonText,
    language: Text = String,
    source: Text = String,
    exceeded_reason: Nullable<Text> = Option<String>,
    note: Nullable<Text> = Option<String>,
    search_key: Text = String,
    offer_expires_at: Nullable<Stamp> = Option<Time>,
    received_at: Stamp = Time,
    registered_at: Stamp = Time,
    updated_at: Stamp = Time,
    version: BigInt = i64,
} }

pub fn by_id(conn: &mut Conn, id: RegistrationId) -> Result<Option<RegistrationRow>, StoreError> {
    Ok(registrations::table
        .find(Id(id.0))
        .select(RegistrationRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn by_ids(conn: &mut Conn, ids: &[Id]) -> Result<Vec<RegistrationRow>, StoreError> {
    Ok(registrations::table
        .filter(registrations::id.eq_any(ids))
        .select(RegistrationRow::as_select())
        .load(conn)?)
}

/// The place on the waiting list of the registration with this sequence number, from 1.
pub fn position(conn: &mut Conn, session: SessionId, sequence: i64) -> Result<u32, StoreError> {
    let ahead: i64 = registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .filter(registrations::state.eq("waitlisted"))
        .filter(registrations::sequence.lt(sequence))
        .count()
        .get_result(conn)?;
    Ok(u32::try_from(ahead + 1).unwrap_or(u32::MAX))
}

/// The smallest sequence numbers on a session's waiting list, in order: their index is their place.
pub fn waiting_sequences(conn: &mut Conn, session: SessionId) -> Result<Vec<i64>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .filter(registrations::state.eq("waitlisted"))
        .order(registrations::sequence)
        .select(registrations::sequence)
        .load(conn)?)
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Vec<String>,
    /// Folded words; every one must be found.
    pub words: Vec<String>,
    pub updated_since: Option<Time>,
}

/// One page of a session's registrations in order of sequence, after `after`.
pub fn page(
    conn: &mut Conn,
    session: SessionId,
    filter: &Filter,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<RegistrationRow>, StoreError> {
    let mut query = registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .order(registrations::sequence)
        .limit(limit)
        .select(RegistrationRow::as_select())
        .into_boxed();
    if !filter.states.is_empty() {
        query = query.filter(registrations::state.eq_any(filter.states.clone()));
    }
    for word in &filter.words {
        query = query.filter(registrations::search_key.like(contains(word)).escape('\\'));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(registrations::updated_at.ge(since));
    }
    if let Some(after) = after {
        query = query.filter(registrations::sequence.gt(after));
    }
    Ok(query.load(conn)?)
}

/// How many registrations of a session are in each state.
pub fn count_by_state(
    conn: &mut Conn,
    session: SessionId,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(Id(session.0)))
        .group_by(registrations::state)
        .select((registrations::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// How many registrations of these sessions are in each state.
pub fn count_by_session(
    conn: &mut Conn,
    sessions: &[SessionId],
) -> Result<Vec<(Id, String, i64)>, StoreError> {
    let ids: Vec<Id> = sessions.iter().map(|id| Id(id.0)).collect();
    Ok(registrations::table
        .filter(registrations::session_id.eq_any(ids))
        .group_by((registrations::session_id, registrations::state))
        .select((registrations::session_id, registrations::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// Whether anybody ever applied to one of these sessions.
pub fn any(conn: &mut Conn, sessions: &[SessionId]) -> Result<bool, StoreError> {
    let ids: Vec<Id> = sessions.iter().map(|id| Id(id.0)).collect();
    let first: Option<Id> = registrations::table
        .filter(registrations::session_id.eq_any(ids))
        .select(registrations::id)
        .first(conn)
        .optional()?;
    Ok(first.is_some())
}

/// A LIKE pattern that finds `word` anywhere, whatever characters it has.
fn contains(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
