use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Addresses that are remembered; beyond that, newcomers are let through.
const ADDRESSES: usize = 65_536;
/// Refusals forgiven in a second.
const FORGIVEN: f64 = 1.0;

/// Slows down addresses from which many refused calls come: a bucket for each, which refusals fill and
/// time empties.
#[derive(Debug)]
pub struct Throttle {
    capacity: u32,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: Timestamp,
}

impl Throttle {
    /// A throttle that blocks an address after `capacity` refusals, until it has been quiet long enough
    /// (a second for each) to be below that again.
    pub fn new(capacity: u32) -> Self {
        Self { capacity, buckets: Mutex::new(HashMap::new()) }
    }

    /// Whether calls from the address are to be refused unseen.
    pub fn is_blocked(&self, address: IpAddr, now: Timestamp) -> bool {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets
            .get(&network(address))
            .is_some_and(|bucket| bucket.level(now) + 1.0 > f64::from(self.capacity))
    }

    /// Notes a refused call from the address.
    pub fn blame(&self, address: IpAddr, now: Timestamp) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let key = network(address);
        if buckets.len() >= ADDRESSES && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| bucket.level(now) > 0.0);
            if buckets.len() >= ADDRESSES {
                return;
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket { level: 0.0, at: now });
        let level = (bucket.level(now) + 1.0).min(f64::from(self.capacity));
        *bucket = Bucket { level, at: now };
    }
}

impl Bucket {
    fn level(&self, now: Timestamp) -> f64 {
        let seconds = now.duration_since(self.at).as_secs_f64().max(0.0);
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
    fn time_forgives() {
        let throttle = Throttle::new(3);
        let here = address("192.0.2.1");
        (0..3).for_each(|_| throttle.blame(here, at(0)));
        assert!(throttle.is_blocked(here, at(0)));
        assert!(!throttle.is_blocked(address("192.0.2.2"), at(0)));
        assert!(!throttle.is_blocked(here, at(1)));
        throttle.blame(here, at(1));
        assert!(throttle.is_blocked(here, at(1)));
        // However many there were, the bucket is never more than full.
        (0..1000).for_each(|_| throttle.blame(here, at(2)));
        assert!(!throttle.is_blocked(here, at(5)));
    }

    #[test]
    fn a_v6_network_is_one_address() {
        let throttle = Throttle::new(1);
        throttle.blame(address("2001:db8:1:2:3::1"), at(0));
        assert!(throttle.is_blocked(address("2001:db8:1:2:ffff::2"), at(0)));
        assert!(!throttle.is_blocked(address("2001:db8:1:3::1"), at(0)));
        throttle.blame(address("::ffff:192.0.2.1"), at(0));
        assert!(throttle.is_blocked(address("192.0.2.1"), at(0)));
    }

    #[test]
    fn the_table_is_limited() {
        let throttle = Throttle::new(1);
        for number in 0..=u32::try_from(ADDRESSES).unwrap() {
            throttle.blame(IpAddr::from(number.to_be_bytes()), at(0));
        }
        assert!(throttle.buckets.lock().unwrap().len() <= ADDRESSES);
        assert!(throttle.is_blocked(IpAddr::from([0, 0, 0, 1]), at(0)));
    }
}
