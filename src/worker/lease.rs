//! A lease on a batch of mails, renewed for as long as its worker lives.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::store::outbox;
use crate::store::types::{Id, Time};

/// How long a claim lasts without renewal: what a killed worker had in hand waits as long.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How long before the next renewal: three may fail before the lease is lost.
const RENEWAL: TimeDelta = TimeDelta::seconds(30);
/// How often is looked whether a renewal is due.
const LOOK: Duration = Duration::from_secs(1);

/// Held until the last mail of its batch is settled; renewing ends when it is dropped.
pub struct Lease {
    pub id: Id,
    held_since: Instant,
    until: Until,
    renewing: JoinHandle<()>,
}

type Until = Arc<Mutex<DateTime<Utc>>>;

impl Lease {
    /// Renews from now on what was claimed at `claimed` under this id.
    pub fn hold(app: &App, id: Id, claimed: DateTime<Utc>) -> Self {
        let until = Arc::new(Mutex::new(claimed + LEASE));
        let renewing = tokio::spawn(renew(app.clone(), id, Arc::clone(&until)));
        Self { id, held_since: Instant::now(), until, renewing }
    }

    /// For how long the mails have been held.
    pub fn age(&self) -> Duration {
        self.held_since.elapsed()
    }

    /// Whether nobody else can have taken these mails over: false after this machine slept, or when
    /// the database could not be reached for long.
    pub fn is_ours(&self, now: DateTime<Utc>) -> bool {
        now < *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

async fn renew(app: App, id: Id, held_until: Until) {
    let mut due = app.clock.now() + RENEWAL;
    loop {
        tokio::time::sleep(LOOK).await;
        let now = app.clock.now();
        if now < due {
            continue;
        }
        let until = now + LEASE;
        match app.write(move |conn| outbox::renew(conn, id, Time(until))).await {
            Ok(0) => {}
            Ok(_) => *held_until.lock().unwrap_or_else(PoisonError::into_inner) = until,
            Err(error) => {
                tracing::error!(%error, "a lease could not be renewed");
                continue;
            }
        }
        due = now + RENEWAL;
    }
}
