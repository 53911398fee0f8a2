//! Registrations: one by its key, or several by their ids.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::many_rows;
use super::schema::registrations;
use super::types::{Id, Json, JsonText, Stamp, Time, Uid};
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::state::State;

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
    /// The sessions that were wished for, the first first, where there was more than one.
    pub wishes: Option<JsonText>,
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
    wishes: Nullable<Json> = Option<JsonText>,
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

/// Of these, the state and the sequence number of each.
pub fn standings_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, (String, i64)>, StoreError> {
    let columns = (registrations::id, (registrations::state, registrations::sequence));
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let of_these = registrations::table.filter(registrations::id.eq_any(ids)).select(columns);
        found.extend(of_these.load::<(Id, (String, i64))>(conn)?);
    }
    Ok(found)
}

/// Registrations of a session in these states without a mail address, or whose mail came back, in order of
/// sequence.
pub fn without_address(
    conn: &mut Conn,
    session: Id,
    states: &[State],
    bounced: &[Id],
    limit: i64,
) -> Result<Vec<RegistrationRow>, StoreError> {
    let states = states.iter().map(|state| state.as_str());
    let has_none = registrations::applicant_email.is_null();
    Ok(registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq_any(states))
        .filter(has_none.or(registrations::id.eq_any(bounced)))
        .order(registrations::sequence)
        .limit(limit)
        .select(RegistrationRow::as_select())
        .load(conn)?)
}

/// How many registrations of these sessions are in one of these states, all of them and those with a mail address;
/// of one language or one company, where that is asked for.
pub fn count_reachable(
    conn: &mut Conn,
    sessions: &[Id],
    states: &[String],
    (language, company): (Option<&str>, Option<&str>),
) -> Result<(i64, i64), StoreError> {
    let mut query = registrations::table
        .filter(registrations::session_id.eq_any(sessions))
        .filter(registrations::state.eq_any(states))
        .select((
            sql::<BigInt>("CAST(COUNT(*) AS BIGINT)"),
            sql::<BigInt>("CAST(COUNT(applicant_email) AS BIGINT)"),
        ))
        .into_boxed();
    if let Some(language) = language {
        query = query.filter(registrations::language.eq(language.to_owned()));
    }
    if let Some(company) = company {
        query = query.filter(registrations::company_key.eq(company.to_owned()));
    }
    Ok(query.first(conn)?)
}

/// In which session these registrations are, and their reception numbers.
pub fn places_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, (Id, String)>, StoreError> {
    let rows: Vec<(Id, Id, String)> = registrations::table
        .filter(registrations::id.eq_any(ids))
        .select((registrations::id, registrations::session_id, registrations::reception_number))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, session, number)| (id, (session, number))).collect())
}

/// What was answered in these sessions, by anybody in any state.
pub fn answers_of(conn: &mut Conn, sessions: &[Id]) -> Result<Vec<JsonText>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq_any(sessions))
        .select(registrations::answers)
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

/// Registrations whose offer, or held seat, has run out, the longest first.
pub fn overdue(
    conn: &mut Conn,
    now: Time,
    limit: i64,
) -> Result<Vec<(EventId, RegistrationId)>, StoreError> {
    let rows: Vec<(Id, Id)> = registrations::table
        // Word for word as in the index of what is held: a bound value would not be known to fit it.
        .filter(sql::<Bool>("state IN ('offered', 'pending')"))
        .filter(registrations::offer_expires_at.le(now))
        .order(registrations::offer_expires_at)
        .limit(limit)
        .select((registrations::event_id, registrations::id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(event, id)| (EventId(event.0), RegistrationId(id.0))).collect())
}

/// How many of some registrations can be written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addressed {
    pub with_address: i64,
    pub without: i64,
}

impl Addressed {
    /// All of them.
    pub fn all(self) -> i64 {
        self.with_address + self.without
    }
}

/// How many registrations of these sessions are in these states, by whether they have a mail address.
pub fn addressed(
    conn: &mut Conn,
    sessions: &[SessionId],
    states: &[State],
) -> Result<Addressed, StoreError> {
    let ids: Vec<Id> = sessions.iter().map(|id| Id(id.0)).collect();
    let counted: (i64, i64) = registrations::table
        .filter(registrations::session_id.eq_any(ids))
        .filter(registrations::state.eq_any(states.iter().map(|state| state.as_str())))
        .select((diesel::dsl::count_star(), diesel::dsl::count(registrations::applicant_email)))
        .first(conn)?;
    let (all, with_address) = counted;
    Ok(Addressed { with_address, without: all - with_address })
}

/// The first of these registrations that can be written to.
pub fn first_with_address(
    conn: &mut Conn,
    sessions: &[SessionId],
    states: &[State],
) -> Result<Option<RegistrationRow>, StoreError> {
    let ids: Vec<Id> = sessions.iter().map(|id| Id(id.0)).collect();
    Ok(registrations::table
        .filter(registrations::session_id.eq_any(ids))
        .filter(registrations::state.eq_any(states.iter().map(|state| state.as_str())))
        .filter(registrations::applicant_email.is_not_null())
        .order(registrations::sequence)
        .select(RegistrationRow::as_select())
        .first(conn)
        .optional()?)
}
