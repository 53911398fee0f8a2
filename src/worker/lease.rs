//! A lease on a batch of mails, renewed for as long as its worker lives.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::store::outbox;
use crate::store::types::{Id, Time};

/// How long a claim lasts without renewal: what a killed worker had in hand waits as long.
const USUAL: TimeDelta = TimeDelta::minutes(2);
/// How often is looked whether a renewal is due.
const LOOK: Duration = Duration::from_secs(1);

/// How long a claim lasts without renewal.
pub fn length() -> TimeDelta {
    shortened().unwrap_or(USUAL)
}

/// How long before the next renewal: three may fail before the lease is lost.
fn renewal() -> TimeDelta {
    length() / 4
}

/// Tests that let leases run out do not wait two minutes each time.
#[cfg(feature = "test-hooks")]
fn shortened() -> Option<TimeDelta> {
    static SHORTENED: std::sync::OnceLock<Option<TimeDelta>> = std::sync::OnceLock::new();
    let read = || {
        let text = std::env::var("UKETSUKE_TEST_LEASE_MILLISECONDS").ok()?;
        text.parse().ok().map(TimeDelta::milliseconds)
    };
    *SHORTENED.get_or_init(read)
}

#[cfg(not(feature = "test-hooks"))]
fn shortened() -> Option<TimeDelta> {
    None
}

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
        let until = Arc::new(Mutex::new(claimed + length()));
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
    let mut due = app.clock.now() + renewal();
    let look = LOOK.min(renewal().to_std().unwrap_or(LOOK));
    loop {
        tokio::time::sleep(look).await;
        let now = app.clock.now();
        if now < due {
            continue;
        }
        let until = now + length();
        match app.write(move |conn| outbox::renew(conn, id, Time(until))).await {
            Ok(0) => {}
            Ok(_) => *held_until.lock().unwrap_or_else(PoisonError::into_inner) = until,
            Err(error) => {
                tracing::error!(%error, "a lease could not be renewed");
                continue;
            }
        }
        due = now + renewal();
    }
}
