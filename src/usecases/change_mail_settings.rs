//! An organization's settings for mail: looking at them, changing them.

use serde_json::{Value, json};

use crate::app::App;
use crate::domain::mail_settings::MailSettings;
use crate::domain::values::email::EmailAddress;
use crate::store::audit::AuditRow;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, mail_settings, members, organizations};

use super::change_event::{draft_from, merge};
use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal};

/// The settings as they are.
pub async fn show(app: &App, principal: &Principal) -> Result<MailSettings, Failure> {
    principal.must(Permission::ReadOutbox)?;
    let organization = Id(principal.organization.0);
    Ok(app.read(move |conn| mail_settings::of(conn, organization)).await?)
}

/// Lays a merge patch over the settings; the settings as they are then.
///
/// # Errors
/// What the patch breaks; a rehearsal goes to a member only (`not_a_member`).
pub async fn change(
    app: &App,
    principal: &Principal,
    patch: &Value,
) -> Result<MailSettings, Failure> {
    changed(app, principal, patch, None).await
}

/// The same, with the address where answers to the organization's mail go; `None`: nowhere.
///
/// # Errors
/// What the patch or the address breaks.
pub async fn change_with_reply(
    app: &App,
    principal: &Principal,
    patch: &Value,
    reply_to: Option<&str>,
) -> Result<MailSettings, Failure> {
    let address = reply_to.map(|text| {
        let parsed = EmailAddress::parse(text);
        parsed.map_err(|fault| Failure::invalid("/reply_to", fault.code()))
    });
    let address = address.transpose()?.map(|address| address.as_str().to_owned());
    changed(app, principal, patch, Some(address)).await
}

/// Where answers to the organization's mail go.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn reply_to(app: &App, principal: &Principal) -> Result<Option<String>, Failure> {
    principal.must(Permission::ReadOutbox)?;
    let organization = Id(principal.organization.0);
    let found = app.read(move |conn| organizations::by_id(conn, organization)).await?;
    Ok(found.and_then(|organization| organization.reply_to))
}

#[expect(clippy::option_option, reason = "not named, or taken away, or another")]
async fn changed(
    app: &App,
    principal: &Principal,
    patch: &Value,
    reply_to: Option<Option<String>>,
) -> Result<MailSettings, Failure> {
    principal.must(Permission::WriteOutbox)?;
    let organization = Id(principal.organization.0);
    let (now, patch) = (app.clock.now(), patch.clone());
    let line = audit_line(principal, "mail_settings_changed", "organization", organization.0, now);
    let changed = app
        .write(move |conn| {
            let mut whole =
                serde_json::to_value(mail_settings::of(conn, organization)?).unwrap_or_default();
            merge(&mut whole, &patch);
            let settings: MailSettings = draft_from(whole)?;
            let settings = settings.checked().map_err(Failure::Invalid)?;
            must_go_to_member(conn, organization, &settings, Time(now))?;
            mail_settings::set(conn, organization, &settings, Time(now))?;
            if let Some(reply_to) = reply_to {
                mail_settings::set_reply_to(conn, organization, reply_to.as_deref())?;
            }
            let details = JsonText(without_address(&settings).to_string());
            note(conn, AuditRow { details, ..line })?;
            Ok::<_, Failure>(settings)
        })
        .await?;
    app.mail_waits.ring();
    Ok(changed)
}

fn must_go_to_member(
    conn: &mut Conn,
    organization: Id,
    settings: &MailSettings,
    now: Time,
) -> Result<(), Failure> {
    let Some(address) = &settings.rehearsal_to else { return Ok(()) };
    let refused = || Failure::invalid("/rehearsal_to", "not_a_member");
    let address = EmailAddress::parse(address).map_err(|_| refused())?;
    let member = members::by_email(conn, organization, &address.key(), now)?;
    member.map(drop).ok_or_else(refused)
}

/// What the audit trail keeps: no personal data.
fn without_address(settings: &MailSettings) -> Value {
    json!({
        "hold": settings.hold,
        "rehearsal": settings.rehearsal_to.is_some(),
        "unknown": settings.unknown,
        "unknown_of_mailings": settings.unknown_of_mailings,
    })
}
