//! Texts of mails that organizations have written themselves.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::mail_texts;
use super::types::{Id, Time};

/// A text for one kind of mail in one language: an organization's, or one event's.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_texts, treat_none_as_default_value = false)]
pub struct MailTextRow {
    pub organization_id: Id,
    /// The id of the organization or the event for whose mails it is.
    pub scope: Id,
    pub kind: String,
    pub language: String,
    pub subject: String,
    pub body: String,
    /// From 1, raised by every change.
    pub version: i64,
    pub updated_at: Time,
}

/// All texts of a scope of an organization.
pub fn list(conn: &mut Conn, organization: Id, scope: Id) -> Result<Vec<MailTextRow>, StoreError> {
    Ok(mail_texts::table
        .filter(mail_texts::scope.eq(scope))
        .filter(mail_texts::organization_id.eq(organization))
        .order((mail_texts::kind, mail_texts::language))
        .select(MailTextRow::as_select())
        .load(conn)?)
}

/// The texts that these scopes have for these kinds.
pub fn of(conn: &mut Conn, scopes: &[Id], kinds: &[&str]) -> Result<Vec<MailTextRow>, StoreError> {
    if scopes.is_empty() || kinds.is_empty() {
        return Ok(Vec::new());
    }
    Ok(mail_texts::table
        .filter(mail_texts::scope.eq_any(scopes.to_vec()))
        .filter(mail_texts::kind.eq_any(kinds.iter().map(|kind| (*kind).to_owned())))
        .select(MailTextRow::as_select())
        .load(conn)?)
}

/// One text.
pub fn one(
    conn: &mut Conn,
    (organization, scope): (Id, Id),
    kind: &str,
    language: &str,
) -> Result<Option<MailTextRow>, StoreError> {
    Ok(mail_texts::table
        .find((scope, kind, language, organization))
        .select(MailTextRow::as_select())
        .first(conn)
        .optional()?)
}

/// Keeps a first text; `false` where there is one already.
pub fn insert(conn: &mut Conn, row: &MailTextRow) -> Result<bool, StoreError> {
    let inserted = each!(conn, c => diesel::insert_into(mail_texts::table)
        .values(row)
        .on_conflict((
            mail_texts::scope,
            mail_texts::kind,
            mail_texts::language,
            mail_texts::organization_id,
        ))
        .do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Puts a text in the place of the one before it, whose version is one less; `false` where that is gone.
pub fn replace(conn: &mut Conn, row: &MailTextRow) -> Result<bool, StoreError> {
    let before = mail_texts::table
        .find((row.scope, row.kind.as_str(), row.language.as_str(), row.organization_id))
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
    (organization, scope): (Id, Id),
    kind: &str,
    language: &str,
) -> Result<bool, StoreError> {
    let found = mail_texts::table.find((scope, kind, language, organization));
    Ok(diesel::delete(found).execute(conn)? == 1)
}

/// The text that is used for mails of an event: its own, else the organization's.
pub fn used(
    conn: &mut Conn,
    organization: Id,
    event: Id,
    (kind, language): (&str, &str),
) -> Result<Option<MailTextRow>, StoreError> {
    match one(conn, (organization, event), kind, language)? {
        Some(own) => Ok(Some(own)),
        None => one(conn, (organization, organization), kind, language),
    }
}

/// Gives an event the texts of another one of its organization, as when it is copied.
pub fn copy(
    conn: &mut Conn,
    organization: Id,
    from: Id,
    to: Id,
    now: Time,
) -> Result<(), StoreError> {
    for row in list(conn, organization, from)? {
        insert(conn, &MailTextRow { scope: to, version: 1, updated_at: now, ..row })?;
    }
    Ok(())
}

/// Takes away all texts of a scope that is gone.
pub fn delete_of(conn: &mut Conn, scope: Id) -> Result<(), StoreError> {
    diesel::delete(mail_texts::table.filter(mail_texts::scope.eq(scope))).execute(conn)?;
    Ok(())
}
