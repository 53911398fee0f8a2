//! The audit trail: who did what, in the same transaction as what was done.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::schema::audit_lines;
use super::types::{Id, Json, JsonText, Stamp, Time, Uid};

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

many_rows! { AuditRow as AuditColumns, "audit_lines", "" {
    id: Uid = Id,
    organization_id: Uid = Id,
    at: Stamp = Time,
    actor: Text = String,
    action: Text = String,
    subject_kind: Text = String,
    subject_id: Uid = Id,
    details: Json = JsonText,
} }

pub fn insert(conn: &mut Conn, rows: &[AuditRow]) -> Result<(), StoreError> {
    write_many!(conn, rows);
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

/// What happened last in an organization, the newest first.
pub fn latest(conn: &mut Conn, organization: Id, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    Ok(audit_lines::table
        .filter(audit_lines::organization_id.eq(organization))
        .order(audit_lines::id.desc())
        .limit(limit)
        .select(AuditRow::as_select())
        .load(conn)?)
}
