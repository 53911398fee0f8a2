//! Ending what nobody has answered in time: offers, and seats held for addresses that nobody confirmed.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::desk::DeskError;
use crate::domain::ids::{EventId, RegistrationId};
use crate::domain::seats::{Actor, Command, Refusal, Request};
use crate::store::types::Time;
use crate::store::{StoreError, registrations};

use super::Failure;

/// How often it is looked for. Whoever answers late is refused to the second all the same: the desk looks
/// at the deadline itself.
const ROUND: Duration = Duration::from_secs(1);
/// Ended in one round; the rest waits for the next.
const AT_ONCE: i64 = 200;

/// Looks until told to stop. Several nodes may: what is asked twice is refused once.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut was_well = true;
    while !*stop.borrow() {
        let ended = once(&app).await;
        if let Err(error) = &ended
            && was_well
        {
            tracing::warn!(%error, "offers that have run out could not be ended");
        }
        was_well = ended.is_ok();
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Ends what is overdue now; how many.
///
/// # Errors
/// If the database or the desk does not answer.
pub async fn once(app: &App) -> Result<usize, Failure> {
    let now = app.clock.now();
    let overdue: Vec<(EventId, RegistrationId)> =
        app.read(move |conn| registrations::overdue(conn, Time(now), AT_ONCE)).await?;
    let mut ended = 0;
    for (event, registration) in overdue {
        let request = Request::Expire(registration);
        let command = Command { event, at: now, actor: Actor::Service, request };
        match app.desk.submit(command).await {
            Ok(Ok(_)) => ended += 1,
            // Another node was first, or it was answered in the last moment.
            Ok(Err(Refusal::WrongState { .. } | Refusal::NotFound)) => {}
            // One that cannot be ended holds up no other.
            Ok(Err(refusal)) => tracing::error!(%refusal, "an offer could not be ended"),
            Err(DeskError::Store(error)) if !matches!(*error, StoreError::Unavailable(_)) => {
                tracing::error!(%error, "an offer could not be ended");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(ended)
}
