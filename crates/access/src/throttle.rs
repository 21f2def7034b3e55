use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Networks that are remembered, some 6 MB. Beyond that, newcomers are let through: whoever owns so many
/// cannot be stopped by counting them, and those who may call are not to pay for it.
const NETWORKS: usize = 65_536;
/// Refusals forgiven in a second.
const FORGIVEN: f64 = 1.0;
/// How often a full table is gone through for networks that are forgiven: seldom, because the attack that
/// fills it would otherwise make every refusal go through all of it.
const SWEEP: SignedDuration = SignedDuration::from_secs(1);

/// Slows down networks from which many refused calls come: a bucket for each, which refusals fill and
/// time empties. A network is an IPv4 address, or the /64 of an IPv6 one.
#[derive(Debug)]
pub struct Throttle {
    capacity: u32,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    buckets: HashMap<IpAddr, Bucket>,
    swept: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: Timestamp,
}

impl Throttle {
    /// A throttle that blocks a network after `capacity` refusals, until it has been quiet long enough
    /// (a second for each) to be below that again.
    pub fn new(capacity: u32) -> Self {
        Self { capacity, table: Mutex::default() }
    }

    /// Whether calls from the address are to be refused unseen.
    pub fn is_blocked(&self, address: IpAddr, now: Timestamp) -> bool {
        let table = self.table();
        let bucket = table.buckets.get(&network(address));
        bucket.is_some_and(|bucket| bucket.level(now) + 1.0 > f64::from(self.capacity))
    }

    /// Notes a refused call from the address.
    pub fn blame(&self, address: IpAddr, now: Timestamp) {
        let mut table = self.table();
        if let Some(bucket) = table.bucket(network(address), now) {
            let level = (bucket.level(now) + 1.0).min(f64::from(self.capacity));
            *bucket = Bucket { level, at: now };
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// The network's bucket; `None` when there is no room for one.
    fn bucket(&mut self, network: IpAddr, now: Timestamp) -> Option<&mut Bucket> {
        if self.is_full() && !self.buckets.contains_key(&network) {
            self.sweep(now);
            if self.is_full() {
                return None;
            }
        }
        Some(self.buckets.entry(network).or_insert(Bucket { level: 0.0, at: now }))
    }

    fn is_full(&self) -> bool {
        self.buckets.len() >= NETWORKS
    }

    fn sweep(&mut self, now: Timestamp) {
        if now.duration_since(self.swept).abs() >= SWEEP {
            self.buckets.retain(|_, bucket| bucket.level(now) > 0.0);
            self.swept = now;
        }
    }
}

impl Bucket {
    fn level(&self, now: Timestamp) -> f64 {
        // Either way: when the clock is set back, nobody stays blocked until it has caught up.
        let seconds = now.duration_since(self.at).as_secs_f64().abs();
        (self.level - seconds * FORGIVEN).max(0.0)
    }
}

/// One customer has a whole /64 of IPv6 addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn it_blocks_at_its_capacity_and_not_below() {
        let throttle = Throttle::new(3);
        let here = address("192.0.2.1");
        (0..2).for_each(|_| throttle.blame(here, at(0)));
        assert!(!throttle.is_blocked(here, at(0)));
        throttle.blame(here, at(0));
        assert!(throttle.is_blocked(here, at(0)));
        assert!(!throttle.is_blocked(address("192.0.2.2"), at(0)));
    }

    #[test]
    fn time_forgives() {
        let throttle = Throttle::new(3);
        let here = address("192.0.2.1");
        (0..3).for_each(|_| throttle.blame(here, at(0)));
        assert!(!throttle.is_blocked(here, at(1)));
        throttle.blame(here, at(1));
        assert!(throttle.is_blocked(here, at(1)));
        // However many there were, the bucket is never more than full.
        (0..1000).for_each(|_| throttle.blame(here, at(2)));
        assert!(throttle.is_blocked(here, at(2)));
        assert!(!throttle.is_blocked(here, at(3)));
    }

    #[test]
    fn a_clock_that_is_set_back_blocks_nobody_for_long() {
        let throttle = Throttle::new(1);
        let here = address("192.0.2.1");
        throttle.blame(here, at(1_000_000));
        assert!(!throttle.is_blocked(here, at(0)));
        throttle.blame(here, at(0));
        assert!(throttle.is_blocked(here, at(0)));
    }

    #[test]
    fn a_v6_network_is_one_address() {
        let throttle = Throttle::new(1);
        throttle.blame(address("2001:db8:1:2:3::1"), at(0));
        assert!(throttle.is_blocked(address("2001:db8:1:2:ffff::2"), at(0)));
        assert!(!throttle.is_blocked(address("2001:db8:1:3::1"), at(0)));
        throttle.blame(address("::ffff:192.0.2.1"), at(0));
        assert!(throttle.is_blocked(address("192.0.2.1"), at(0)));
        assert_eq!(throttle.table().buckets.len(), 2);
    }

    /// The /64 of that number.
    fn v6(number: usize) -> IpAddr {
        let number = u128::try_from(number).unwrap();
        IpAddr::V6(Ipv6Addr::from_bits(0x2001_0db8 << 96 | number << 64 | 1))
    }

    #[test]
    fn the_table_has_a_largest_size() {
        let throttle = Throttle::new(1);
        (0..NETWORKS).for_each(|number| throttle.blame(v6(number), at(100)));
        assert!(throttle.is_blocked(v6(NETWORKS - 1), at(100)));

        // One too many is let through, and pushes nobody out.
        throttle.blame(v6(NETWORKS), at(100));
        assert!(!throttle.is_blocked(v6(NETWORKS), at(100)));
        assert_eq!(throttle.table().buckets.len(), NETWORKS);
        assert!(throttle.is_blocked(v6(0), at(100)));

        // Those who are in are counted still, and those who are forgiven make room.
        throttle.blame(v6(0), at(101));
        throttle.blame(v6(NETWORKS), at(101));
        assert!(throttle.is_blocked(v6(0), at(101)));
        assert!(throttle.is_blocked(v6(NETWORKS), at(101)));
        assert_eq!(throttle.table().buckets.len(), 2);
    }

    #[test]
    fn a_full_table_is_gone_through_seldom() {
        let throttle = Throttle::new(2);
        (0..NETWORKS).for_each(|number| throttle.blame(v6(number), at(100)));
        throttle.blame(v6(NETWORKS), at(100));
        let swept = throttle.table().swept;
        let soon = at(100) + SignedDuration::from_millis(999);
        throttle.blame(v6(NETWORKS), soon);
        assert_eq!((swept, throttle.table().swept), (at(100), at(100)));
    }
}
