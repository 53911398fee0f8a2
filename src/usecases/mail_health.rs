//! Whether mail goes out: what every node can see of it in the database.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::types::Time;
use crate::store::{Conn, StoreError, installation, mail_hold, outbox, outbox_list};

/// A worker that works was seen within this time.
pub const WORKER_SEEN_WITHIN: TimeDelta = TimeDelta::seconds(60);
/// A worker whose server refuses it says so every few seconds.
const REFUSAL_LASTS: TimeDelta = TimeDelta::seconds(60);
/// A mail that somebody waits for should be gone long before.
const OVERDUE_AFTER: TimeDelta = TimeDelta::minutes(10);

/// How mail is getting on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailHealth {
    /// Somebody works on the queue.
    pub worker_is_seen: bool,
    /// All mail of the installation is on hold.
    pub is_held: bool,
    /// Why the mail server takes nothing, without an address.
    pub server_refusal: Option<String>,
    /// A mail that somebody waits for has been due for more than ten minutes.
    pub is_overdue: bool,
}

impl MailHealth {
    /// In one word: `ok`, or what keeps mail here.
    pub fn word(&self) -> &'static str {
        if self.is_held {
            "held"
        } else if self.server_refusal.is_some() {
            "server_refuses"
        } else if self.is_overdue {
            "overdue"
        } else {
            "ok"
        }
    }
}

/// How mail is getting on now.
pub fn look(conn: &mut Conn, now: DateTime<Utc>) -> Result<MailHealth, StoreError> {
    let seen = installation::get(conn, installation::WORKER_SEEN)?;
    let server = installation::get(conn, installation::MAIL_SERVER)?;
    let refusal = server.filter(|(why, at)| !why.is_empty() && now - at.0 < REFUSAL_LASTS);
    let oldest = outbox_list::oldest_due(conn, outbox::URGENT, Time(now))?;
    Ok(MailHealth {
        worker_is_seen: seen.is_some_and(|(_, at)| now - at.0 < WORKER_SEEN_WITHIN),
        is_held: mail_hold::is_on(conn)?,
        server_refusal: refusal.map(|(why, _)| why),
        is_overdue: oldest.is_some_and(|due| now - due.0 > OVERDUE_AFTER),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_what_has_to_be_ended_first() {
        let mut health = MailHealth { is_overdue: true, ..MailHealth::default() };
        assert_eq!(health.word(), "overdue");
        health.server_refusal = Some("AUTH: 535".to_owned());
        assert_eq!(health.word(), "server_refuses");
        health.is_held = true;
        assert_eq!((health.word(), MailHealth::default().word()), ("held", "ok"));
    }
}
