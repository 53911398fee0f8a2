//! The one source of what cannot be computed: the present instant, and chance.
//!
//! Everywhere else both come in as parameters, so that every rule can be tried at any time with any
//! luck; clippy refuses them outside this file.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use uuid::{Builder, Uuid};

/// The clock of the program. Clones tell the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds added to the system's clock.
    offset: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that runs ahead of the system's by `offset` (behind, if negative).
    pub fn with_offset(offset: TimeDelta) -> Self {
        let clock = Self::default();
        clock.offset.store(microseconds(offset), Ordering::Relaxed);
        clock
    }

    /// The present instant, to the microsecond: what both databases keep, so that a time read back is
    /// the time that was written.
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "this is the place that asks the system")]
        let now = Utc::now();
        let offset = TimeDelta::microseconds(self.offset.load(Ordering::Relaxed));
        now.checked_add_signed(offset).unwrap_or(now).trunc_subsecs(6)
    }

    /// Moves this clock, and all its clones, by `by`.
    #[cfg(any(test, feature = "test-hooks"))]
    pub fn advance(&self, by: TimeDelta) {
        self.offset.fetch_add(microseconds(by), Ordering::Relaxed);
    }
}

/// Saturates far beyond any date.
fn microseconds(delta: TimeDelta) -> i64 {
    delta.num_microseconds().unwrap_or(if delta < TimeDelta::zero() { i64::MIN } else { i64::MAX })
}

/// A number nobody can foresee.
pub fn random_u64() -> u64 {
    u64::from_ne_bytes(random_bytes())
}

/// Bytes nobody can foresee, good enough for keys and tokens.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is the place that asks for chance")]
    rand::fill(&mut bytes);
    bytes
}

/// A new id: sorts by the millisecond of `now`, unforeseeable beyond it (RFC 9562, version 7).
pub fn uuid_v7(now: DateTime<Utc>) -> Uuid {
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(milliseconds, &random_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_moves_the_clock_and_its_clones() {
        let (system, ahead) = (Clock::default(), Clock::with_offset(TimeDelta::days(365)));
        let apart = ahead.now() - system.now();
        assert!((apart - TimeDelta::days(365)).abs() < TimeDelta::seconds(5));
        let clone = ahead.clone();
        ahead.advance(TimeDelta::days(-365));
        assert!((clone.now() - system.now()).abs() < TimeDelta::seconds(5));
    }

    #[test]
    fn an_instant_has_no_more_than_microseconds() {
        assert_eq!(Clock::default().now().timestamp_subsec_nanos() % 1_000, 0);
    }

    #[test]
    fn an_absurd_offset_does_no_harm() {
        Clock::with_offset(TimeDelta::MAX).now();
        Clock::with_offset(TimeDelta::MIN).now();
    }

    #[test]
    fn ids_sort_by_the_time_they_were_made_for() {
        let now = Clock::default().now();
        let (earlier, later) = (uuid_v7(now), uuid_v7(now + TimeDelta::milliseconds(1)));
        assert!(earlier < later);
        assert_eq!(earlier.get_version_num(), 7);
        assert_ne!(uuid_v7(now), uuid_v7(now));
    }

    #[test]
    fn random_bytes_differ() {
        assert_ne!(random_bytes::<32>(), random_bytes::<32>());
        assert_ne!(random_u64(), random_u64());
    }
}
