//! What mails say of a session, kept once for each version of its event.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::mail_facts;
use super::types::{Id, JsonText};

/// The facts of a session as they were at a version of its event.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_facts, treat_none_as_default_value = false)]
pub struct MailFactsRow {
    pub organization_id: Id,
    pub session_id: Id,
    /// Of the event.
    pub version: i64,
    pub facts: JsonText,
}

/// Keeps facts; those that are kept already stay as they are.
pub fn keep(conn: &mut Conn, rows: &[MailFactsRow]) -> Result<(), StoreError> {
    for row in rows {
        each!(conn, c => diesel::insert_into(mail_facts::table)
            .values(row)
            .on_conflict((mail_facts::session_id, mail_facts::version, mail_facts::organization_id))
            .do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Facts by session and version.
pub fn of(
    conn: &mut Conn,
    wanted: &[(Id, i64)],
) -> Result<HashMap<(Id, i64), JsonText>, StoreError> {
    let sessions: Vec<Id> = wanted.iter().map(|(session, _)| *session).collect();
    let versions: Vec<i64> = wanted.iter().map(|(_, version)| *version).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<MailFactsRow> = mail_facts::table
        .filter(mail_facts::session_id.eq_any(sessions))
        .filter(mail_facts::version.eq_any(versions))
        .select(MailFactsRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| ((row.session_id, row.version), row.facts)).collect())
}
