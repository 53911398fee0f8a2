//! Which of two servers that both take writes is the one to believe: never one that a failover has left
//! behind, as long as this process has seen what came after it.

use std::sync::{Arc, Mutex, PoisonError};

use super::backend::{self, Conn};
use super::error::StoreError;

/// Connections to several hosts are tried so often until one leads to a server that is believed.
const ATTEMPTS: usize = 6;

/// A server's place in the history of its data: every promotion of a standby begins a new timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descent {
    /// The same for a primary and all its standbys.
    pub system: String,
    pub timeline: i64,
}

/// The newest that this process has written to. Clones share it.
#[derive(Clone, Default)]
pub struct Lineage(Arc<Mutex<Option<Descent>>>);

impl Lineage {
    /// Opens connections until one leads to a server that may be written to; `open` is told whether the
    /// hosts are to be tried in another order than the URL's.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], also when all that take writes were left behind.
    pub fn connect(
        &self,
        open: impl Fn(bool) -> Result<Conn, StoreError>,
    ) -> Result<Conn, StoreError> {
        for attempt in 0..ATTEMPTS {
            let mut conn = open(attempt > 0)?;
            if backend::descent(&mut conn).is_none_or(|descent| self.admits(descent)) {
                return Ok(conn);
            }
        }
        let reason = "a server takes writes that a failover has left behind: it must be stopped";
        tracing::error!(reason);
        Err(StoreError::Unavailable(reason.to_owned()))
    }

    /// Whether a server is not older than what has been seen. Other data altogether, as after a restore
    /// into a new server, have a history of their own.
    fn admits(&self, descent: Descent) -> bool {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_behind = newest.as_ref().is_some_and(|newest| {
            newest.system == descent.system && newest.timeline > descent.timeline
        });
        if !is_behind {
            *newest = Some(descent);
        }
        !is_behind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descent(system: &str, timeline: i64) -> Descent {
        Descent { system: system.to_owned(), timeline }
    }

    #[test]
    fn a_server_that_was_left_behind_is_not_believed_again() {
        let lineage = Lineage::default();
        assert!(lineage.admits(descent("7", 1)));
        assert!(lineage.admits(descent("7", 2)));
        assert!(!lineage.admits(descent("7", 1)));
        assert!(lineage.admits(descent("7", 2)) && lineage.admits(descent("7", 3)));
        assert!(lineage.admits(descent("8", 1)), "another server's history is its own");
    }
}
