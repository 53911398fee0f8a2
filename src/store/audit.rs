//! The audit trail: who did what, in the same transaction as what was done.

use diesel::prelude::*;

use super::backend::{Conn, ROWS_PER_INSERT, each};
use super::error::StoreError;
use super::schema::audit_lines;
use super::types::{Id, JsonText, Time};

/// One line. `details` holds no personal data beyond ids.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_lines, treat_none_as_default_value = false)]
pub struct AuditRow {
    pub id: Id,
    pub organization_id: Id,
    pub at: Time,
    pub actor: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Id,
    pub details: JsonText,
}

pub fn insert(conn: &mut Conn, rows: &[AuditRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        each!(conn, c => diesel::insert_into(audit_lines::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// What happened to one thing, oldest first.
pub fn of_subject(
    conn: &mut Conn,
    organization: Id,
    subject: Id,
) -> Result<Vec<AuditRow>, StoreError> {
    Ok(audit_lines::table
        .filter(audit_lines::subject_id.eq(subject))
        .filter(audit_lines::organization_id.eq(organization))
        .order(audit_lines::id)
        .select(AuditRow::as_select())
        .load(conn)?)
}
