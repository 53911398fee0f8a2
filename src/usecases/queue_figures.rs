//! How the mail queue stands, in numbers, for whoever watches the service.

use crate::app::App;
use crate::store::types::Time;
use crate::store::{StoreError, outbox};

use super::deliver_by_hand::STATES;

/// The queue of all organizations.
pub struct QueueFigures {
    /// Every state, also those without a mail.
    pub mails_by_state: Vec<(&'static str, i64)>,
    /// How long the mail has been due that has been due the longest; 0 where none is.
    pub oldest_due_seconds: i64,
}

pub async fn count(app: &App) -> Result<QueueFigures, StoreError> {
    let now = app.clock.now();
    app.read_aged(move |conn| {
        let counted = outbox::count_by_state(conn)?;
        let mails_in = |state: &str| {
            counted.iter().find(|(known, _)| known == state).map_or(0, |(_, mails)| *mails)
        };
        let oldest = outbox::oldest_due(conn, Time(now))?;
        Ok(QueueFigures {
            mails_by_state: STATES.into_iter().map(|state| (state, mails_in(state))).collect(),
            oldest_due_seconds: oldest.map_or(0, |due| (now - due.0).num_seconds().max(0)),
        })
    })
    .await
}
