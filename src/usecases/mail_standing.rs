//! How an organization's mail stands: what became of it, and whether anybody is there to send it.

use std::collections::BTreeMap;

use crate::app::App;
use crate::mail::Transport;
use crate::store::types::Id;
use crate::store::{StoreError, installation, outbox};

use super::readiness::WORKER_SEEN_WITHIN;
use super::{Failure, Permission, Principal};

/// States in which a mail needs somebody's hand.
const TROUBLE: [&str; 3] = ["failed", "unknown", "bounced"];

/// How mail stands at a moment.
#[derive(Clone, Debug, Default)]
pub struct MailStanding {
    /// No server is configured: mail is kept instead of sent.
    pub is_caught: bool,
    /// Nobody sends what is queued.
    pub worker_is_missing: bool,
    /// How many of the organization's mails are in each state; none where staff may not know.
    pub counts: BTreeMap<String, i64>,
}

impl MailStanding {
    /// Mails that failed, came back, or may not have arrived.
    pub fn in_trouble(&self) -> i64 {
        TROUBLE.iter().filter_map(|state| self.counts.get(*state)).sum()
    }
}

/// How mail stands now.
pub async fn of(app: &App, principal: &Principal) -> Result<MailStanding, Failure> {
    let may_count = principal.may(Permission::ReadOutbox);
    let organization = Id(principal.organization.0);
    let (seen, counts) = app
        .read(move |conn| {
            let seen = installation::get(conn, installation::WORKER_SEEN)?;
            let counts = if may_count {
                outbox::count_own_by_state(conn, organization)?
            } else {
                Vec::new()
            };
            Ok::<_, StoreError>((seen, counts))
        })
        .await?;
    let now = app.clock.now();
    let is_seen = seen.is_some_and(|(_, at)| now - at.0 < WORKER_SEEN_WITHIN);
    Ok(MailStanding {
        is_caught: matches!(app.transport, Transport::Caught),
        worker_is_missing: !is_seen,
        counts: counts.into_iter().collect(),
    })
}
