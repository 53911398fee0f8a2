//! The pace of a connection: how many mails a connection takes in hand at once.
//!
//! What is in hand is worked off in the order in which it was claimed. So that a mail somebody waits for
//! never stands behind more than a moment's worth of others, a connection claims what goes out in a
//! quarter of a second, and claims again when half of that is gone.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// What is claimed at once is sent in about this time.
const MOMENT: Duration = Duration::from_millis(250);
/// Most mails claimed at once.
pub const MOST: usize = 100;
/// What a mail is taken to cost before one was sent.
const EXPECTED: Duration = Duration::from_millis(12);
/// A mail that takes longer counts as this, so that one that hung does not slow down the next hundred.
const SLOWEST: Duration = Duration::from_secs(2);
/// A mail that takes less holds up nobody.
const SHORTEST_PATIENCE: Duration = Duration::from_millis(250);
/// The last mail counts this part of the average.
const WEIGHT: u64 = 8;

/// How a connection is getting on.
pub struct Pace {
    /// Moving average, in microseconds.
    per_mail: AtomicU64,
    /// Mails composed or being composed, and not yet tried.
    waiting: AtomicUsize,
    moved: Notify,
}

impl Default for Pace {
    fn default() -> Self {
        let per_mail = AtomicU64::new(microseconds(EXPECTED));
        Self { per_mail, waiting: AtomicUsize::new(0), moved: Notify::new() }
    }
}

impl Pace {
    /// How many mails to claim at once.
    pub fn batch(&self) -> usize {
        let per_mail = self.per_mail.load(Ordering::Relaxed).max(1);
        usize::try_from(microseconds(MOMENT) / per_mail).unwrap_or(MOST).clamp(1, MOST)
    }

    /// One mail took this long.
    pub fn took(&self, time: Duration) {
        let before = self.per_mail.load(Ordering::Relaxed);
        let average = (before * (WEIGHT - 1) + microseconds(time.min(SLOWEST))) / WEIGHT;
        self.per_mail.store(average, Ordering::Relaxed);
    }

    /// How long a mail may take before those behind it go another way.
    pub fn patience(&self) -> Duration {
        Duration::from_micros(self.per_mail.load(Ordering::Relaxed) * 4).max(SHORTEST_PATIENCE)
    }

    /// So many more mails wait for the connection.
    pub fn add(&self, mails: usize) {
        self.waiting.fetch_add(mails, Ordering::Relaxed);
    }

    /// One of them waits no longer.
    pub fn remove_one(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.moved.notify_one();
    }

    /// Waits until it is time to claim again. For one caller at a time.
    pub async fn few_wait(&self) {
        while self.waiting.load(Ordering::Relaxed) > self.batch() / 2 {
            self.moved.notified().await;
        }
    }
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_server_is_given_a_hundred_at_once_and_a_slow_one_by_one() {
        let pace = Pace::default();
        assert_eq!(pace.batch(), 20);
        for _ in 0..40 {
            pace.took(Duration::from_micros(300));
        }
        assert_eq!(pace.batch(), MOST);
        for _ in 0..3 {
            pace.took(Duration::from_mins(10));
        }
        assert_eq!(pace.batch(), 1);
        for _ in 0..40 {
            pace.took(Duration::from_micros(300));
        }
        assert_eq!(pace.batch(), 72);
    }
}
