//! The audit trail: who did what, in the same transaction as what was done.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable, Text};

use super::audit_key;
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

/// A line with the signature of who wrote it; without one where no key is known, which a check reports.
struct SignedRow {
    id: Id,
    organization_id: Id,
    at: Time,
    actor: String,
    action: String,
    subject_kind: String,
    subject_id: Id,
    details: JsonText,
    mac: Option<Vec<u8>>,
}

impl SignedRow {
    fn of(row: &AuditRow) -> Self {
        let row = row.clone();
        let mac = audit_key::lent().map(|key| key.of_line(&row).to_vec());
        Self {
            id: row.id,
            organization_id: row.organization_id,
            at: row.at,
            actor: row.actor,
            action: row.action,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            details: row.details,
            mac,
        }
    }
}

many_rows! { SignedRow as SignedColumns, "audit_lines", "" {
    id: Uid = Id,
    organization_id: Uid = Id,
    at: Stamp = Time,
    actor: Text = String,
    action: Text = String,
    subject_kind: Text = String,
    subject_id: Uid = Id,
    details: Json = JsonText,
    mac: Nullable<Binary> = Option<Vec<u8>>,
} }

pub fn insert(conn: &mut Conn, rows: &[AuditRow]) -> Result<(), StoreError> {
    let rows: Vec<SignedRow> = rows.iter().map(SignedRow::of).collect();
    write_many!(conn, rows.as_slice());
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

/// Which lines of an organization are looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who did it, as it stands in `actor`.
    pub actor: Option<String>,
    /// What it was done to.
    pub subject: Option<Id>,
    /// The same, by its kind.
    pub subject_kind: Option<String>,
    /// Not before.
    pub from: Option<Time>,
    /// Before.
    pub until: Option<Time>,
}

/// A page of lines, newest first, those before `before`.
pub fn page(
    conn: &mut Conn,
    organization: Id,
    filter: &Filter,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let mut query = audit_lines::table
        .filter(audit_lines::organization_id.eq(organization))
        .order(audit_lines::id.desc())
        .limit(limit)
        .select(AuditRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit_lines::id.lt(before));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(audit_lines::actor.eq(actor.clone()));
    }
    if let Some(subject) = filter.subject {
        query = query.filter(audit_lines::subject_id.eq(subject));
    }
    if let Some(kind) = &filter.subject_kind {
        query = query.filter(audit_lines::subject_kind.eq(kind.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_lines::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_lines::at.lt(until));
    }
    Ok(query.load(conn)?)
}
