//! A copy of the database that may be some seconds old, asked where that does no harm.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::backend::Conn;
use super::database::Database;
use super::error::StoreError;
use super::installation;
use crate::config::DatabaseUrl;

/// The worker's last sign of life that the copy shows is at most this old: the worker writes one every five
/// seconds, and the copy may lag as long again.
const OLDEST: TimeDelta = TimeDelta::seconds(10);
/// How long a copy that was away or too old is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(5);

/// A standby or another read-only copy. Clones share their connections.
#[derive(Clone)]
pub struct Replica {
    database: Database,
    left_alone_until: Arc<Mutex<Option<Instant>>>,
}

impl Replica {
    pub fn new(url: &DatabaseUrl, connections: u32) -> Self {
        Self { database: Database::copy(url, connections), left_alone_until: Arc::default() }
    }

    /// Whether it is worth asking now.
    fn is_trusted(&self) -> bool {
        let until = *self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_none_or(|until| until <= Instant::now())
    }

    /// Leaves it alone for a while.
    pub fn leave_alone(&self, reason: &str) {
        tracing::warn!(reason, "the replica is passed over");
        *self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Instant::now() + LEFT_ALONE);
    }

    /// Reads from the copy if it is there and not too old at `now`. `None`: the database itself is to be
    /// asked, which will also say what is wrong with `work` if it was not the copy.
    pub fn read<T>(
        &self,
        now: DateTime<Utc>,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Option<T> {
        if !self.is_trusted() {
            return None;
        }
        let read = self.database.read(|conn| {
            let seen = installation::get(conn, installation::WORKER_SEEN)?;
            let is_young = seen.is_some_and(|(_, at)| now - at.0 <= OLDEST);
            is_young.then(|| work(conn)).transpose()
        });
        match &read {
            Ok(Some(_)) => {}
            Ok(None) => self.leave_alone("it is too old, or no worker runs"),
            Err(error) => self.leave_alone(&error.to_string()),
        }
        read.ok().flatten()
    }
}
