//! How the mail queue stands, in numbers, for whoever watches the service.

use crate::app::App;
use crate::domain::mail_kind::Urgency;
use crate::domain::mail_state::MailState;
use crate::letters;
use crate::store::types::Time;
use crate::store::{StoreError, outbox_list};

use super::mail_health;

/// The queue of all organizations.
pub struct QueueFigures {
    /// Every state, also those without a mail.
    pub mails_by_state: Vec<(&'static str, i64)>,
    /// How long the mail has been due that has been due the longest, by how soon it has to go out; 0
    /// where none is.
    pub oldest_due_seconds: Vec<(&'static str, i64)>,
    /// All mail of the installation is on hold.
    pub is_held: bool,
    /// The mail server takes nothing.
    pub server_refuses: bool,
}

pub async fn count(app: &App) -> Result<QueueFigures, StoreError> {
    let now = app.clock.now();
    app.read_aged(move |conn| {
        let counted = outbox_list::count_by_state(conn)?;
        let mails_in = |state: MailState| {
            counted.iter().find(|(known, _)| known == state.as_str()).map_or(0, |(_, mails)| *mails)
        };
        let mut oldest_due_seconds = Vec::new();
        for urgency in Urgency::ALL {
            let oldest = outbox_list::oldest_due(conn, letters::priority(urgency), Time(now))?;
            let seconds = oldest.map_or(0, |due| (now - due.0).num_seconds().max(0));
            oldest_due_seconds.push((urgency.as_str(), seconds));
        }
        let health = mail_health::look(conn, now)?;
        Ok(QueueFigures {
            mails_by_state: MailState::ALL
                .into_iter()
                .map(|state| (state.as_str(), mails_in(state)))
                .collect(),
            oldest_due_seconds,
            is_held: health.is_held,
            server_refuses: health.server_refusal.is_some(),
        })
    })
    .await
}
