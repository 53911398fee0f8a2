//! Looking at the mail queue: a page of an organization's mails.

use crate::app::App;
use crate::domain::ids::{EventId, OutboxId};
use crate::store::outbox::OutboxRow;
use crate::store::outbox_list::{self, Filter};
use crate::store::types::Id;

use super::{Failure, Permission, Principal};

/// Mails on a page.
const PAGE: i64 = 50;

/// One page of the queue, newest first.
pub struct OutboxPage {
    pub mails: Vec<OutboxRow>,
    pub next: Option<String>,
}

/// The page after `cursor`.
///
/// # Errors
/// `invalid_cursor`.
pub async fn page(
    app: &App,
    principal: &Principal,
    filter: Filter,
    cursor: Option<&str>,
) -> Result<OutboxPage, Failure> {
    principal.must_somewhere(Permission::ReadOutbox)?;
    if let Some(event) = filter.event {
        principal.must_in(EventId(event.0), Permission::ReadOutbox)?;
    }
    let among = principal.confined_to(Permission::ReadOutbox);
    let among = among.map(|events| events.into_iter().map(|event| Id(event.0)).collect());
    let filter = Filter { among, ..filter };
    let before = cursor.map(|text| {
        text.parse::<OutboxId>().map_err(|_| Failure::invalid("/cursor", "invalid_cursor"))
    });
    let before = before.transpose()?.map(|id| Id(id.0));
    let organization = Id(principal.organization.0);
    let mut mails = app
        .read(move |conn| outbox_list::page(conn, organization, &filter, before, PAGE + 1))
        .await?;
    let more = i64::try_from(mails.len()).unwrap_or(i64::MAX) > PAGE;
    mails.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = more.then(|| mails.last().map(|last| last.id.0.to_string())).flatten();
    Ok(OutboxPage { mails, next })
}
