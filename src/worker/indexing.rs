//! Making search indexes: one segment at a time, while nobody waits for a seat.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::app::App;
use crate::store::{StoreError, search_building, search_index};

/// How often is looked for segments that are due.
const ROUND: Duration = Duration::from_secs(5);
/// How soon is looked again where the desk is busy.
const DESK_BUSY: Duration = Duration::from_millis(200);
/// Rounds between two looks for segments that nobody has noted: about an hour.
const FORGOTTEN_EVERY: u32 = 720;

/// Makes indexes until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut round = 0_u32;
    while !*stop.borrow() {
        let look = round.is_multiple_of(FORGOTTEN_EVERY);
        if let Err(error) = once(&app, look, Pace::Gentle, &stop).await {
            tracing::error!(%error, "the search index could not be made");
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Makes every index that is due now: for tests and for those who have time.
pub async fn catch_up(app: &App) -> Result<usize, StoreError> {
    let (_keep, stop) = watch::channel(false);
    once(app, true, Pace::Quick, &stop).await
}

/// Whether it matters that others get on with their work.
#[derive(Clone, Copy, PartialEq)]
enum Pace {
    /// Half of one processor at most.
    Gentle,
    Quick,
}

async fn once(
    app: &App,
    look: bool,
    pace: Pace,
    stop: &watch::Receiver<bool>,
) -> Result<usize, StoreError> {
    if look {
        let forgotten = app.write(search_index::note_forgotten).await?;
        tracing::debug!(forgotten, "full segments noted");
    }
    // Only what is found is worth the one writer of SQLite.
    let edited = app.read(search_building::edited).await?;
    if !edited.is_empty() {
        app.write(move |conn| search_building::mark(conn, &edited)).await?;
    }
    let mut made = 0;
    while !*stop.borrow() {
        if app.desk.waiting() > 0 {
            tokio::time::sleep(DESK_BUSY).await;
            continue;
        }
        let database = app.database.clone();
        let began = Instant::now();
        let built =
            tokio::task::spawn_blocking(move || search_building::build_one(&database)).await;
        if !built.unwrap_or(Err(StoreError::Unreadable("the work was given up")))? {
            break;
        }
        made += 1;
        if pace == Pace::Gentle {
            tokio::time::sleep(began.elapsed()).await;
        }
    }
    Ok(made)
}
