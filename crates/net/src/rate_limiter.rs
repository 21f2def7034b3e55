use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::source::Source;

/// Addresses and networks that are remembered, some 6 MB. Beyond that, newcomers are not limited: whoever owns so
/// many cannot be stopped by counting them, and those who may call are not to pay for it.
const REMEMBERED: usize = 65_536;
/// Failures of an address that are forgiven in a second.
const REFILL_PER_SECOND: f64 = 1.0;
/// So many times the failures of one address make an IPv6 /48 limited as a whole: its owner has 65,536 addresses
/// as they are counted here.
const ADDRESSES_OF_NETWORK: u32 = 16;
/// How often a full table is gone through for those that are forgiven: seldom, because the attack that fills it
/// would otherwise make every failure go through all of it.
const SWEEP: SignedDuration = SignedDuration::from_secs(1);

/// Limits addresses from which many calls or logins fail: a bucket for each, which failures fill and time empties.
/// An address is an IPv4 address or the /64 of an IPv6 one; the /48 of an IPv6 one has a bucket of its own.
#[derive(Debug)]
pub struct RateLimiter {
    capacity: u32,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    buckets: HashMap<Key, Bucket>,
    swept: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Network(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: Timestamp,
    /// How many addresses it stands for.
    addresses: u32,
}

impl RateLimiter {
    /// A rate limiter that limits an address after `capacity` failures, until it has been quiet long enough (a
    /// second for each) to be below that again.
    pub fn new(capacity: u32) -> Self {
        Self { capacity, table: Mutex::default() }
    }

    /// Whether too much from the address has failed.
    pub fn is_limited(&self, address: IpAddr, now: Timestamp) -> bool {
        let table = self.table();
        let mut buckets = keys(address).filter_map(|key| table.buckets.get(&key));
        buckets.any(|bucket| bucket.level(now) + 1.0 > bucket.capacity(self.capacity))
    }

    /// Notes that something from the address has failed.
    pub fn record_failure(&self, address: IpAddr, now: Timestamp) {
        let mut table = self.table();
        for key in keys(address) {
            if let Some(bucket) = table.bucket(key, now) {
                let level = (bucket.level(now) + 1.0).min(bucket.capacity(self.capacity));
                (bucket.level, bucket.at) = (level, now);
            }
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// The bucket; `None` when there is no room for one.
    fn bucket(&mut self, key: Key, now: Timestamp) -> Option<&mut Bucket> {
        if self.is_full() && !self.buckets.contains_key(&key) {
            self.sweep(now);
            if self.is_full() {
                return None;
            }
        }
        let addresses = key.addresses();
        Some(self.buckets.entry(key).or_insert(Bucket { level: 0.0, at: now, addresses }))
    }

    fn is_full(&self) -> bool {
        self.buckets.len() >= REMEMBERED
    }

    fn sweep(&mut self, now: Timestamp) {
        if now.duration_since(self.swept).abs() >= SWEEP {
            self.buckets.retain(|_, bucket| bucket.level(now) > 0.0);
            self.swept = now;
        }
    }
}

impl Key {
    const fn addresses(self) -> u32 {
        match self {
            Self::Address(_) => 1,
            Self::Network(_) => ADDRESSES_OF_NETWORK,
        }
    }
}

impl Bucket {
    fn level(&self, now: Timestamp) -> f64 {
        // Either way: when the clock is set back, nobody stays limited until it has caught up.
        let seconds = now.duration_since(self.at).as_secs_f64().abs();
        (self.level - seconds * REFILL_PER_SECOND * f64::from(self.addresses)).max(0.0)
    }

    fn capacity(&self, of_address: u32) -> f64 {
        f64::from(of_address) * f64::from(self.addresses)
    }
}

/// The buckets of an address. An IPv4 /24 has none: its addresses are different customers'.
fn keys(address: IpAddr) -> impl Iterator<Item = Key> {
    let Source { address, network } = Source::of(address);
    let network = address.is_ipv6().then_some(Key::Network(network));
    std::iter::once(Key::Address(address)).chain(network)
}

#[cfg(test)]
mod tests;
