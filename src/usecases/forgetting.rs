//! What is kept only for a while, and then forgotten: traces of signing in, what was typed and left, lists that nobody took in.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;

use super::Failure;
use crate::app::App;
use crate::store::types::Time;
use crate::store::{bulk_actions, console_sessions, imports, sign_in_attempts, unsaved_drafts};

/// How often it is looked.
const ROUND: Duration = Duration::from_hours(1);
/// Ways of signing in that were begun are of use for minutes.
const ATTEMPTS_KEPT: TimeDelta = TimeDelta::days(1);
/// Sign-in links and sessions that have ended: long enough to look into what happened.
const SIGN_IN_KEPT: TimeDelta = TimeDelta::days(90);
/// What was typed and not saved: over a long absence.
const UNSAVED_KEPT: TimeDelta = TimeDelta::days(90);
/// Which registrations were chosen for what: long enough to look up what could not be done.
const CHOICES_KEPT: TimeDelta = TimeDelta::days(90);
/// Choices that are forgotten in one round.
const CHOICES_AT_ONCE: i64 = 200;
/// Lists that were not taken in, with all the names in them.
pub const LISTS_KEPT: TimeDelta = TimeDelta::days(14);
/// Lists that are given up in one round.
const LISTS_AT_ONCE: i64 = 20;

/// Forgets until told to stop. Several processes may.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = once(&app).await {
            tracing::warn!(%error, "what is over could not be forgotten now");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Forgets what is over by now.
///
/// # Errors
/// Those of the database.
pub async fn once(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    app.write(move |conn| {
        sign_in_attempts::forget_before(conn, Time(now - ATTEMPTS_KEPT))?;
        console_sessions::forget_links(conn, Time(now - SIGN_IN_KEPT))?;
        console_sessions::forget_sessions(conn, Time(now - SIGN_IN_KEPT))?;
        unsaved_drafts::forget_old(conn, Time(now - UNSAVED_KEPT))?;
        bulk_actions::forget_before(conn, Time(now - CHOICES_KEPT), CHOICES_AT_ONCE)?;
        for list in imports::left_since(conn, Time(now - LISTS_KEPT), LISTS_AT_ONCE)? {
            imports::give_up(conn, &list, Time(now))?;
        }
        Ok::<_, Failure>(())
    })
    .await
}
