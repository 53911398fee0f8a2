//! Looking at one mail of the queue, with what staff have done with it.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::ids::{EventId, OutboxId};
use crate::store::outbox::OutboxRow;
use crate::store::types::Id;
use crate::store::{StoreError, audit, member_names, outbox_list};

use super::{Failure, Permission, Principal};

/// A mail with its story.
pub struct MailStory {
    pub mail: OutboxRow,
    /// When staff did what, and who.
    pub by_hand: Vec<(DateTime<Utc>, String, String)>,
}

/// One mail.
///
/// # Errors
/// [`Failure::NotFound`] also for a mail of another organization.
pub async fn show(app: &App, principal: &Principal, id: &str) -> Result<MailStory, Failure> {
    let id: OutboxId = id.parse().map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let found = app
        .read(move |conn| {
            let Some(mail) = outbox_list::by_id(conn, organization, Id(id.0))? else {
                return Ok::<_, StoreError>(None);
            };
            let lines = audit::of_subject(conn, organization, mail.id)?;
            let names = member_names::of(conn, organization)?;
            let name = |actor: &str| {
                let id = actor.strip_prefix("member:").and_then(|id| id.parse().ok()).map(Id);
                id.and_then(|id| names.get(&id).cloned()).unwrap_or_default()
            };
            let by_hand = lines
                .into_iter()
                .filter(|line| line.action != "mail_tested")
                .map(|line| (line.at.0, line.action, name(&line.actor)))
                .collect();
            Ok(Some(MailStory { mail, by_hand }))
        })
        .await?;
    let story = found.ok_or(Failure::NotFound)?;
    match story.mail.event_id {
        Some(event) => principal.must_in(EventId(event.0), Permission::ReadOutbox)?,
        None => principal.must(Permission::ReadOutbox)?,
    }
    Ok(story)
}
