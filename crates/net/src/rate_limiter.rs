use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::source::Source;

/// Addresses and networks in the table, some 6 MB. When it is full, new addresses are not limited: an attacker with so
/// many addresses cannot be stopped by counting, and legitimate callers should not suffer.
const REMEMBERED: usize = 65_536;
/// Failures that are removed from an address's bucket per second.
const REFILL_PER_SECOND: f64 = 1.0;
/// A whole IPv6 /48 is limited at this multiple of an address's failures: its owner has 65,536 addresses as counted
/// here.
const ADDRESSES_OF_NETWORK: u32 = 16;
/// How often a full table is searched for empty buckets. Seldom, because otherwise every failure of the attack that
/// fills the table would scan it.
const SWEEP: SignedDuration = SignedDuration::from_secs(1);

/// Limits addresses from which many calls or logins fail. Each address has a leaky bucket that failures fill and time
/// empties. An address is an IPv4 address or the /64 of an IPv6 one; the /48 of an IPv6 one has a bucket too.
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
    /// How many addresses share the bucket.
    addresses: u32,
}

impl RateLimiter {
    /// Limits an address after `capacity` failures, until its bucket has emptied (one failure per second) below that.
    pub fn new(capacity: u32) -> Self {
        Self { capacity, table: Mutex::default() }
    }

    /// Whether the address is limited.
    pub fn is_limited(&self, address: IpAddr, now: Timestamp) -> bool {
        let table = self.table();
        let mut buckets = keys(address).filter_map(|key| table.buckets.get(&key));
        buckets.any(|bucket| bucket.level(now) + 1.0 > bucket.capacity(self.capacity))
    }

    /// Notes a failure from the address.
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
    /// The bucket; `None` when the table is full.
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
        // Absolute: when the clock is set back, an address must not stay limited until it has caught up.
        let seconds = now.duration_since(self.at).as_secs_f64().abs();
        (self.level - seconds * REFILL_PER_SECOND * f64::from(self.addresses)).max(0.0)
    }

    fn capacity(&self, of_address: u32) -> f64 {
        f64::from(of_address) * f64::from(self.addresses)
    }
}

/// The buckets of an address. An IPv4 /24 has none: its addresses belong to different customers.
fn keys(address: IpAddr) -> impl Iterator<Item = Key> {
    let Source { address, network } = Source::of(address);
    let network = address.is_ipv6().then_some(Key::Network(network));
    std::iter::once(Key::Address(address)).chain(network)
}

#[cfg(test)]
mod tests;
