//! Second tries of mails that the server has left without an answer: one at a time in this process.
//!
//! Such a mail may hang again for as long as a connection has patience. Several at once would take the
//! connections that others go out on.

use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// By how much a second try is put off while another is going on.
pub const PUT_OFF: TimeDelta = TimeDelta::seconds(2);

/// The one place for a second try.
#[derive(Clone)]
pub struct SecondTry(Arc<Semaphore>);

impl Default for SecondTry {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl SecondTry {
    /// The place, if it is free; it is given up when this is dropped.
    pub fn begin(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}
