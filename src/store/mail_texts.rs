//! Texts of mails that organizations have written themselves.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::mail_texts;
use super::types::{Id, Time};

/// An organization's text for one kind of mail in one language.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_texts, treat_none_as_default_value = false)]
pub struct MailTextRow {
    pub organization_id: Id,
    pub kind: String,
    pub language: String,
    pub subject: String,
    pub body: String,
    /// From 1, raised by every change.
    pub version: i64,
    pub updated_at: Time,
}

/// All texts of an organization.
pub fn list(conn: &mut Conn, organization: Id) -> Result<Vec<MailTextRow>, StoreError> {
    Ok(mail_texts::table
        .filter(mail_texts::organization_id.eq(organization))
        .order((mail_texts::kind, mail_texts::language))
        .select(MailTextRow::as_select())
        .load(conn)?)
}

/// The texts that these organizations have for these kinds.
pub fn of(
    conn: &mut Conn,
    organizations: &[Id],
    kinds: &[&str],
) -> Result<Vec<MailTextRow>, StoreError> {
    if organizations.is_empty() || kinds.is_empty() {
        return Ok(Vec::new());
    }
    Ok(mail_texts::table
        .filter(mail_texts::organization_id.eq_any(organizations.to_vec()))
        .filter(mail_texts::kind.eq_any(kinds.iter().map(|kind| (*kind).to_owned())))
        .select(MailTextRow::as_select())
        .load(conn)?)
}

/// One text.
pub fn one(
    conn: &mut Conn,
    organization: Id,
    kind: &str,
    language: &str,
) -> Result<Option<MailTextRow>, StoreError> {
    Ok(mail_texts::table
        .find((kind, language, organization))
        .select(MailTextRow::as_select())
        .first(conn)
        .optional()?)
}

/// Keeps a first text; `false` where there is one already.
pub fn insert(conn: &mut Conn, row: &MailTextRow) -> Result<bool, StoreError> {
    let inserted = each!(conn, c => diesel::insert_into(mail_texts::table)
        .values(row)
        .on_conflict((mail_texts::kind, mail_texts::language, mail_texts::organization_id))
        .do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Puts a text in the place of the one before it, whose version is one less; `false` where that is gone.
pub fn replace(conn: &mut Conn, row: &MailTextRow) -> Result<bool, StoreError> {
    let before = mail_texts::table
        .find((row.kind.as_str(), row.language.as_str(), row.organization_id))
        .filter(mail_texts::version.eq(row.version - 1));
    let replaced = diesel::update(before)
        .set((
            mail_texts::subject.eq(&row.subject),
            mail_texts::body.eq(&row.body),
            mail_texts::version.eq(row.version),
            mail_texts::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    Ok(replaced == 1)
}

/// Takes a text away; `false` where there was none.
pub fn delete(
    conn: &mut Conn,
    organization: Id,
    kind: &str,
    language: &str,
) -> Result<bool, StoreError> {
    let found = mail_texts::table.find((kind, language, organization));
    Ok(diesel::delete(found).execute(conn)? == 1)
}
