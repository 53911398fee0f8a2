//! How an organization's mail stands: what needs a hand, and whether mail goes out at all.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::domain::ids::EventId;
use crate::domain::mail_settings::MailSettings;
use crate::mail::Transport;
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, mail_hold, mail_settings, outbox_list};

use super::mail_health::{self, MailHealth};
use super::{Failure, Permission, Principal};

/// What came into trouble longer ago than these days is not told any more.
pub const TOLD_FOR_DAYS: i64 = 14;

/// Since when trouble is told.
pub fn told_since(now: DateTime<Utc>) -> Time {
    Time(now - TimeDelta::days(TOLD_FOR_DAYS))
}

/// How mail stands at a moment.
#[derive(Clone, Debug, Default)]
pub struct MailStanding {
    /// No server is configured: mail is kept instead of sent.
    pub is_caught: bool,
    /// Whether mail of the installation goes out.
    pub health: MailHealth,
    /// What the organization has decided.
    pub settings: MailSettings,
    /// Its mails that are put aside; none where staff may not know.
    pub held: i64,
    /// How many of its mails failed, came back or may not have arrived in the last
    /// [`TOLD_FOR_DAYS`], by state; none where staff may not know.
    pub trouble: BTreeMap<String, i64>,
}

impl MailStanding {
    /// Mails that failed, came back, or may not have arrived.
    pub fn in_trouble(&self) -> i64 {
        self.trouble.values().sum()
    }
}

/// How mail stands now.
pub async fn of(app: &App, principal: &Principal) -> Result<MailStanding, Failure> {
    let may_count = principal.may_somewhere(Permission::ReadOutbox);
    let among: Option<Vec<Id>> = principal
        .confined_to(Permission::ReadOutbox)
        .map(|events| events.into_iter().map(|event| Id(event.0)).collect());
    let organization = Id(principal.organization.0);
    let now = app.clock.now();
    let is_caught = matches!(app.transport, Transport::Caught);
    let standing = app
        .read(move |conn| {
            let health = mail_health::look(conn, now)?;
            let settings = mail_settings::of(conn, organization)?;
            let standing = MailStanding { is_caught, health, settings, ..MailStanding::default() };
            if !may_count {
                return Ok::<_, StoreError>(standing);
            }
            let since = told_since(now);
            let among = among.as_deref();
            let trouble = outbox_list::count_in_trouble(conn, organization, among, since)?;
            let held = mail_hold::count(conn, organization, among)?;
            Ok(MailStanding { held, trouble: trouble.into_iter().collect(), ..standing })
        })
        .await?;
    Ok(standing)
}

/// How many of the organization's mails, or of one event's, are in each state.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn counts(
    app: &App,
    principal: &Principal,
    event: Option<Id>,
) -> Result<BTreeMap<String, i64>, Failure> {
    principal.must_somewhere(Permission::ReadOutbox)?;
    if let Some(event) = event {
        principal.must_in(EventId(event.0), Permission::ReadOutbox)?;
    }
    let organization = Id(principal.organization.0);
    let among = principal.confined_to(Permission::ReadOutbox).filter(|_| event.is_none());
    let count = move |conn: &mut Conn| match among {
        None => outbox_list::count_own_by_state(conn, organization, event),
        Some(events) => {
            let among: Vec<Id> = events.into_iter().map(|event| Id(event.0)).collect();
            outbox_list::count_among_by_state(conn, organization, &among)
        }
    };
    let counts = app.read(count).await?;
    Ok(counts.into_iter().collect())
}
