//! Copying an event: questions, texts, capacities, rules, image, on other days; never its applicants.

use crate::app::App;
use crate::domain::copying::copied;
use crate::domain::draft::EventDraft;
use crate::domain::ids::EventId;
use crate::domain::values::localized::Localized;
use crate::store::audit::AuditRow;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{event_images, mail_texts};

use super::create_event::{audit_line, build, insert, note};
use super::{Failure, Permission, Principal, find_programme};

/// The copy as it would be, to be looked at.
///
/// # Errors
/// What is wrong with the title.
pub async fn look(
    app: &App,
    principal: &Principal,
    event: &str,
    title: Localized,
    shift: i64,
) -> Result<EventDraft, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadEvents)?;
    let draft = copied(&programme, title, shift);
    draft.parse().map_err(Failure::Invalid)?;
    Ok(draft)
}

/// Makes the copy, as a draft; its id.
///
/// # Errors
/// What is wrong with the title.
pub async fn copy(
    app: &App,
    principal: &Principal,
    event: &str,
    title: Localized,
    shift: i64,
) -> Result<EventId, Failure> {
    principal.must(Permission::WriteEvents)?;
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let definition = copied(&programme, title, shift).parse().map_err(Failure::Invalid)?;
    let now = app.clock.now();
    let new = build(&definition, principal.organization, now)?;
    let (id, from) = (new.event.id, programme.event.id);
    let organization = Id(principal.organization.0);
    let line = AuditRow {
        details: JsonText(serde_json::json!({ "from": from }).to_string()),
        ..audit_line(principal, "event_copied", "event", id.0, now)
    };
    app.write(move |conn| {
        insert(conn, &new, now)?;
        event_images::copy(conn, organization, Id(from.0), Id(id.0), Time(now))?;
        mail_texts::copy(conn, organization, Id(from.0), Id(id.0), Time(now))?;
        note(conn, line)?;
        Ok::<_, Failure>(id)
    })
    .await
}
