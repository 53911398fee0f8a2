//! Sending a mail to oneself, to see how it looks in a mail program.

use chrono::TimeDelta;

use crate::app::App;
use crate::clock;
use crate::domain::ids::EventId;
use crate::domain::seats::Actor;
use crate::mail::{Rendered, TEST_MAIL, TestMail};
use crate::store::outbox::{self, OutboxRow, URGENT};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{StoreError, member_names};

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal};

/// Nobody looks for a trial after a day.
const KEPT_TRYING: TimeDelta = TimeDelta::days(1);

/// Owes the member a mail with these words; to which address.
///
/// # Errors
/// [`Failure::Forbidden`] for who is no member, or may write to nobody.
pub async fn to_oneself(
    app: &App,
    principal: &Principal,
    event: Option<EventId>,
    rendered: Rendered,
) -> Result<String, Failure> {
    let Actor::Member(member) = principal.actor else { return Err(Failure::Forbidden) };
    match event {
        Some(event) => principal.must_in(event, Permission::WriteEvents)?,
        None => principal.must(Permission::WriteEvents)?,
    }
    let now = app.clock.now();
    let id = clock::uuid_v7(now);
    let content = serde_json::to_string(&TestMail::of(rendered))
        .map_err(|_| StoreError::Unreadable("a mail's content"))?;
    let organization = Id(principal.organization.0);
    let domain = app.public_url.host().to_owned();
    let line = audit_line(principal, "mail_tested", "mail", id, now);
    let address = app
        .write(move |conn| {
            let address = member_names::address_of(conn, organization, Id(member.0))?;
            let address = address.ok_or(Failure::Forbidden)?;
            let row = OutboxRow {
                id: Id(id),
                organization_id: organization,
                event_id: event.map(|event| Id(event.0)),
                session_id: None,
                registration_id: None,
                kind: TEST_MAIL.to_owned(),
                dedup_key: format!("{id}:{TEST_MAIL}:"),
                priority: URGENT,
                recipient: address.clone(),
                language: "ja".to_owned(),
                message_id: format!("<{}@{domain}>", id.simple()),
                context: JsonText(content),
                facts_version: None,
                state: "queued".to_owned(),
                attempts: 0,
                due_at: Time(now),
                give_up_at: Some(Time(now + KEPT_TRYING)),
                lease: None,
                leased_until: None,
                last_reply: None,
                created_at: Time(now),
                updated_at: Time(now),
                sent_at: None,
            };
            outbox::insert(conn, &[row])?;
            note(conn, line)?;
            Ok::<_, Failure>(address)
        })
        .await?;
    app.mail_waits.ring();
    Ok(address)
}
