//! Keeping house: a sign of life, mails of dead workers, keys nobody asks for any more.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;

use crate::app::App;
use crate::store::types::Time;
use crate::store::{StoreError, installation, outbox, seat_changes};

/// How often the worker shows that it lives; readiness allows a minute.
const ROUND: Duration = Duration::from_secs(5);
/// How long an Idempotency-Key is remembered: a client that retries does so within hours.
const KEYS_KEPT: TimeDelta = TimeDelta::days(2);
/// Rounds between two sweeps of old keys: about an hour.
const SWEEP_EVERY: u32 = 720;

/// Keeps house until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut round = 0_u32;
    while !*stop.borrow() {
        if let Err(error) = once(&app, round.is_multiple_of(SWEEP_EVERY)).await {
            tracing::error!(%error, "housekeeping failed");
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// On SQLite this process is the only worker: what the last one held when it was killed is due at once,
/// not when its lease has run out.
pub async fn take_over_own(app: &App) -> Result<(), StoreError> {
    if app.database.is_postgres() {
        return Ok(());
    }
    let now = app.clock.now();
    app.write(move |conn| outbox::release_all(conn, Time(now))).await.map(drop)
}

async fn once(app: &App, sweep: bool) -> Result<(), StoreError> {
    let now = app.clock.now();
    let released = app
        .write(move |conn| {
            installation::set(conn, installation::WORKER_SEEN, "yes", Time(now))?;
            if sweep {
                seat_changes::forget_keys(conn, Time(now - KEYS_KEPT))?;
            }
            outbox::release_expired(conn, Time(now))
        })
        .await?;
    if released > 0 {
        tracing::warn!(released, "mails of a worker that is gone are due again");
        app.mail_waits.ring();
    }
    Ok(())
}
