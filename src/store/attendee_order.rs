//! The registrations of several sessions with what they are sorted by.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::registration_list::{Filter, contains, narrowed};
use super::schema::registrations;
use super::types::{Id, Time};

/// What a registration is sorted by.
#[derive(Queryable)]
pub struct SortRow {
    pub id: Id,
    pub registered_at: Time,
    pub applicant_name: String,
    pub applicant_kana: Option<String>,
    pub company_key: Option<String>,
}

/// Those of these sessions that the filter finds, in no order.
pub fn all(conn: &mut Conn, ids: &[Id], filter: &Filter) -> Result<Vec<SortRow>, StoreError> {
    let mut query =
        registrations::table.filter(registrations::session_id.eq_any(ids.to_vec())).into_boxed();
    if !filter.states.is_empty() {
        query = query.filter(registrations::state.eq_any(filter.states.clone()));
    }
    for word in &filter.words {
        query = query.filter(registrations::search_key.like(contains(word)).escape('\\'));
    }
    let query = narrowed(query, &filter.narrow).select((
        registrations::id,
        registrations::registered_at,
        registrations::applicant_name,
        registrations::applicant_kana,
        registrations::company_key,
    ));
    Ok(query.load(conn)?)
}
