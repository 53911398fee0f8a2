//! Counting what one address does, and what the network around it does.

use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::config::Rate;

/// Keys that each tier remembers: some 2 MB. Beyond, it forgets them all: who has so many addresses is not
/// stopped by limits for each, and nobody else is to pay with memory for it.
const MOST_KEYS: usize = 50_000;
/// What a network may do, in what one of its addresses may.
const NETWORK_TIMES: u32 = 10;

type Limiter<C> = RateLimiter<u64, HashMapStateStore<u64>, C, StateInformationMiddleware>;

/// How things stand with an address after what it has just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Whether the network was what was counted last; else the address.
    pub is_network: bool,
    /// How often it may still do it at once.
    pub left: u32,
    /// Until it may do it again, if it was too often; until all is as at first, if it was not.
    pub wait: Duration,
}

/// One tier: all addresses, or all networks.
struct Tier<C: Clock + Clone> {
    quota: Quota,
    clock: C,
    limiter: RwLock<Limiter<C>>,
}

impl<C: Clock + Clone> Tier<C> {
    fn new(rate: Rate, times: u32, clock: &C) -> Self {
        let quota = quota(rate, times);
        let limiter = RwLock::new(limiter(quota, clock));
        Self { quota, clock: clock.clone(), limiter }
    }

    /// Counts one. `Err`: it was one too many.
    fn take(&self, key: u64) -> Result<(u32, Duration), Duration> {
        self.forget_some();
        let limiter = self.limiter.read().unwrap_or_else(PoisonError::into_inner);
        match limiter.check_key(&key) {
            Ok(state) => {
                let left = state.remaining_burst_capacity();
                let used = self.quota.burst_size().get().saturating_sub(left);
                Ok((left, self.quota.replenish_interval() * used))
            }
            Err(too_many) => Err(too_many.wait_time_from(self.clock.now())),
        }
    }

    fn forget_some(&self) {
        let known = self.keys();
        if known < MOST_KEYS {
            return;
        }
        self.limiter.read().unwrap_or_else(PoisonError::into_inner).retain_recent();
        // Nearly full it would be looked through for every newcomer.
        if self.keys() >= MOST_KEYS / 2 {
            let mut limiter = self.limiter.write().unwrap_or_else(PoisonError::into_inner);
            *limiter = self::limiter(self.quota, &self.clock);
        }
    }

    fn keys(&self) -> usize {
        self.limiter.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn quota(rate: Rate, times: u32) -> Quota {
    let figure =
        |number: u32| NonZeroU32::new(number.saturating_mul(times)).unwrap_or(NonZeroU32::MIN);
    Quota::per_minute(figure(rate.a_minute)).allow_burst(figure(rate.at_once))
}

fn limiter<C: Clock + Clone>(quota: Quota, clock: &C) -> Limiter<C> {
    Limiter::new(quota, HashMapStateStore::default(), clock.clone())
}

/// Counts of one purpose.
pub struct Bucket<C: Clock + Clone = MonotonicClock> {
    rate: Rate,
    /// Hashes with a secret of its own: what stands in memory tells no address.
    hashes: RandomState,
    addresses: Tier<C>,
    networks: Tier<C>,
}

impl<C: Clock + Clone> Bucket<C> {
    pub fn new(rate: Rate, clock: &C) -> Self {
        let addresses = Tier::new(rate, 1, clock);
        let networks = Tier::new(rate, NETWORK_TIMES, clock);
        Self { rate, hashes: RandomState::new(), addresses, networks }
    }

    /// Counts one for an address and for its network. `Err`: it was one too many for one of them.
    pub fn take(&self, address: IpAddr) -> Result<Count, Count> {
        let too_many = |is_network| move |wait| Count { is_network, left: 0, wait };
        let (left, wait) =
            self.addresses.take(self.address_key(address)).map_err(too_many(false))?;
        self.networks.take(self.network_key(address)).map_err(too_many(true))?;
        Ok(Count { is_network: false, left, wait })
    }

    /// What one address may do; with `is_network`, what its network may.
    pub fn rate(&self, is_network: bool) -> Rate {
        let times = if is_network { NETWORK_TIMES } else { 1 };
        let Rate { at_once, a_minute } = self.rate;
        Rate { at_once: at_once.saturating_mul(times), a_minute: a_minute.saturating_mul(times) }
    }

    /// An IPv4 address; the /64 of an IPv6 address, as one household or telephone has a whole one.
    pub fn address_key(&self, address: IpAddr) -> u64 {
        self.key(address, 32, 64)
    }

    /// The /24 or /48 around an address: what one provider gives to one place, or one hoster to one customer.
    pub fn network_key(&self, address: IpAddr) -> u64 {
        self.key(address, 24, 48)
    }

    fn key(&self, address: IpAddr, bits4: u32, bits6: u32) -> u64 {
        let prefix = match address {
            IpAddr::V4(v4) => u128::from(v4.to_bits() >> (u32::BITS - bits4)),
            // The bit above all others keeps the two kinds apart.
            IpAddr::V6(v6) => (v6.to_bits() >> (u128::BITS - bits6)) | 1 << 127,
        };
        self.hashes.hash_one((prefix, bits4))
    }

    #[cfg(test)]
    fn keys(&self) -> usize {
        self.addresses.keys()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    const RATE: Rate = Rate { at_once: 5, a_minute: 2 };

    fn bucket() -> (Bucket<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Bucket::new(RATE, &clock), clock)
    }

    fn taken(bucket: &Bucket<FakeRelativeClock>, address: &str, times: u32) -> u32 {
        let address = address.parse().unwrap();
        (0..times).map(|_| u32::from(bucket.take(address).is_ok())).sum()
    }

    #[test]
    fn an_address_may_do_so_much_at_once_and_so_much_a_minute() {
        let (bucket, clock) = bucket();
        assert_eq!(taken(&bucket, "192.0.2.1", 9), 5);
        let refused = bucket.take("192.0.2.1".parse().unwrap()).unwrap_err();
        assert_eq!((refused.left, refused.is_network), (0, false));
        assert_eq!(refused.wait, Duration::from_secs(30));
        clock.advance(Duration::from_mins(1));
        assert_eq!(taken(&bucket, "192.0.2.1", 9), 2);
        clock.advance(Duration::from_mins(10));
        assert_eq!(taken(&bucket, "192.0.2.1", 9), 5);
    }

    #[test]
    fn others_are_not_held_up_for_it() {
        let (bucket, _) = bucket();
        assert_eq!(taken(&bucket, "192.0.2.1", 9), 5);
        assert_eq!(taken(&bucket, "192.0.2.2", 9), 5);
        assert_eq!(taken(&bucket, "2001:db8::1", 9), 5);
    }

    #[test]
    fn a_network_may_do_ten_times_as_much_however_many_addresses_it_has() {
        let (bucket, _) = bucket();
        let all: u32 = (0..200).map(|host| taken(&bucket, &format!("192.0.2.{host}"), 1)).sum();
        assert_eq!(all, 50);
        let (refused, next) = ("192.0.2.250".parse().unwrap(), "192.0.3.1".parse().unwrap());
        assert!(bucket.take(refused).unwrap_err().is_network);
        assert!(bucket.take(next).is_ok());
    }

    #[test]
    fn a_household_with_ipv6_has_more_addresses_than_it_can_use_and_counts_once() {
        let (bucket, _) = bucket();
        let all: u32 =
            (0..20).map(|host| taken(&bucket, &format!("2001:db8:1:2::{host:x}"), 1)).sum();
        assert_eq!(all, 5);
        let all: u32 =
            (3..200).map(|place| taken(&bucket, &format!("2001:db8:1:{place:x}::1"), 1)).sum();
        assert_eq!(all, 45, "and the /48 around it ten times");
    }

    #[test]
    fn a_flood_of_addresses_takes_no_more_memory_than_was_allowed() {
        let (bucket, _) = bucket();
        for number in 0..u32::try_from(MOST_KEYS * 2 + 10).unwrap() {
            let _ = bucket.take(IpAddr::V4(number.into()));
            assert!(bucket.keys() <= MOST_KEYS);
        }
    }

    #[test]
    fn what_is_remembered_tells_no_address() {
        let (bucket, clock) = bucket();
        let other = Bucket::new(RATE, &clock);
        let address = "192.0.2.1".parse().unwrap();
        assert_ne!(bucket.address_key(address), other.address_key(address));
        assert_ne!(bucket.address_key(address), bucket.network_key(address));
    }
}
