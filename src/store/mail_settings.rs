//! What organizations have decided about their mail. Without a row, the usual holds.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::{mail_settings, organizations};
use super::types::{Id, Time};
use crate::domain::mail_settings::{AfterUnknown, MailSettings};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = mail_settings, treat_none_as_null = true, treat_none_as_default_value = false)]
struct MailSettingsRow {
    organization_id: Id,
    hold: bool,
    rehearsal_to: Option<String>,
    after_unknown: String,
    after_unknown_mailing: String,
    updated_at: Time,
    sender_name: Option<String>,
}

impl MailSettingsRow {
    fn settings(self) -> Result<MailSettings, StoreError> {
        let after = |text: &str| {
            AfterUnknown::parse(text).ok_or(StoreError::Unreadable("settings for mail"))
        };
        Ok(MailSettings {
            hold: self.hold,
            unknown: after(&self.after_unknown)?,
            unknown_of_mailings: after(&self.after_unknown_mailing)?,
            rehearsal_to: self.rehearsal_to,
            sender_name: self.sender_name,
        })
    }
}

/// The settings of those of these organizations that have any of their own.
pub fn of_many(
    conn: &mut Conn,
    organizations: &[Id],
) -> Result<HashMap<Id, MailSettings>, StoreError> {
    if organizations.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<MailSettingsRow> = mail_settings::table
        .filter(mail_settings::organization_id.eq_any(organizations))
        .select(MailSettingsRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.organization_id, row.settings()?))).collect()
}

/// The settings of an organization.
pub fn of(conn: &mut Conn, organization: Id) -> Result<MailSettings, StoreError> {
    Ok(of_many(conn, &[organization])?.remove(&organization).unwrap_or_default())
}

/// Writes the settings of an organization.
pub fn set(
    conn: &mut Conn,
    organization: Id,
    settings: &MailSettings,
    now: Time,
) -> Result<(), StoreError> {
    let row = MailSettingsRow {
        organization_id: organization,
        hold: settings.hold,
        rehearsal_to: settings.rehearsal_to.clone(),
        after_unknown: settings.unknown.as_str().to_owned(),
        after_unknown_mailing: settings.unknown_of_mailings.as_str().to_owned(),
        updated_at: now,
        sender_name: settings.sender_name.clone(),
    };
    each!(conn, c => diesel::insert_into(mail_settings::table)
        .values(&row)
        .on_conflict(mail_settings::organization_id)
        .do_update()
        .set(&row)
        .execute(c))?;
    Ok(())
}

/// Writes where answers to an organization's mail go.
pub fn set_reply_to(
    conn: &mut Conn,
    organization: Id,
    reply_to: Option<&str>,
) -> Result<(), StoreError> {
    diesel::update(organizations::table.find(organization))
        .set(organizations::reply_to.eq(reply_to))
        .execute(conn)?;
    Ok(())
}

/// The organizations that have settings of their own and whose mail is not on hold.
pub fn not_on_hold(conn: &mut Conn) -> Result<Vec<Id>, StoreError> {
    Ok(mail_settings::table
        .filter(mail_settings::hold.eq(false))
        .select(mail_settings::organization_id)
        .load(conn)?)
}
