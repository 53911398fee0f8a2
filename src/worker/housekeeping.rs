//! Keeping house: a sign of life, mails of dead workers, keys nobody asks for any more.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;

use crate::app::App;
use crate::store::types::Time;
use crate::store::{Conn, StoreError, installation, mail_hold, outbox, seat_changes, uploads};

use super::lease;
use super::pause::ServerPause;

/// How often the worker shows that it lives; readiness allows a minute.
const ROUND: Duration = Duration::from_secs(5);
/// How long an Idempotency-Key is remembered: a client that retries does so within hours.
const KEYS_KEPT: TimeDelta = TimeDelta::days(2);
/// Rounds between two sweeps of old keys: about an hour.
const SWEEP_EVERY: u32 = 720;

/// How long a file is kept that is part of no registration: longer than it may be named in one.
const UNCLAIMED_KEPT: TimeDelta = TimeDelta::hours(26);
/// Files that are removed in one transaction.
const REMOVED_AT_ONCE: i64 = 50;

/// Mails that are made due again in one transaction after a hold.
const GIVEN_BACK_AT_ONCE: i64 = 500;

/// Keeps house until told to stop.
pub async fn run(app: App, pause: ServerPause, mut stop: watch::Receiver<bool>) {
    let mut round = 0_u32;
    let mut told = Told::default();
    let round_length = ROUND.min((lease::length() / 8).to_std().unwrap_or(ROUND));
    while !*stop.borrow() {
        if let Err(error) = once(&app, round.is_multiple_of(SWEEP_EVERY)).await {
            tracing::error!(%error, "housekeeping failed");
        }
        if let Err(error) = tell_of_server(&app, &pause, &mut told).await {
            tracing::error!(%error, "the mail server's refusal could not be noted");
        }
        if round.is_multiple_of(SWEEP_EVERY)
            && let Err(error) = remove_unclaimed_files(&app).await
        {
            tracing::error!(%error, "files of nobody could not be removed");
        }
        if let Err(error) = give_back_held(&app).await {
            tracing::error!(%error, "mails that were on hold could not be given back");
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(round_length) => {}
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

/// What all nodes were told of the mail server.
#[derive(Default)]
struct Told {
    is_refused: bool,
}

/// Tells all nodes, as long as it is so, that the mail server takes nothing of this worker; and once that it
/// takes mail again.
async fn tell_of_server(app: &App, pause: &ServerPause, told: &mut Told) -> Result<(), StoreError> {
    let reason = pause.reason();
    let is_refused = reason.is_some();
    if !is_refused && !told.is_refused {
        return Ok(());
    }
    let (now, value) = (Time(app.clock.now()), reason.unwrap_or_default());
    let tell =
        move |conn: &mut Conn| installation::set(conn, installation::MAIL_SERVER, &value, now);
    app.write(tell).await?;
    told.is_refused = is_refused;
    Ok(())
}

/// Removes files that were sent with applications that were never made; how many.
pub async fn remove_unclaimed_files(app: &App) -> Result<usize, StoreError> {
    let mut removed = 0;
    loop {
        let before = Time(app.clock.now() - UNCLAIMED_KEPT);
        let some =
            app.write(move |conn| uploads::remove_unclaimed(conn, before, REMOVED_AT_ONCE)).await?;
        if some == 0 {
            return Ok(removed);
        }
        removed += some;
    }
}

/// Makes due again what was put aside for organizations that have ended their hold; how many mails.
pub async fn give_back_held(app: &App) -> Result<usize, StoreError> {
    let mut given_back = 0;
    loop {
        let now = Time(app.clock.now());
        let some =
            app.write(move |conn| mail_hold::give_back(conn, now, GIVEN_BACK_AT_ONCE)).await?;
        if some == 0 {
            return Ok(given_back);
        }
        given_back += some;
        app.mail_waits.ring();
    }
}
