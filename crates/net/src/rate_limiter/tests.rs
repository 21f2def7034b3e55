use std::net::Ipv6Addr;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// The IPv4 address of that number.
fn v4(number: usize) -> IpAddr {
    IpAddr::from(u32::try_from(number).unwrap().to_be_bytes())
}

/// The /64 of that number, all in one /48.
fn v6(number: u16) -> IpAddr {
    Ipv6Addr::new(0x2001, 0xdb8, 1, number, 0, 0, 0, 1).into()
}

#[test]
fn is_limited_at_its_capacity_and_not_below() {
    let limiter = RateLimiter::new(3);
    let here = address("192.0.2.1");
    (0..2).for_each(|_| limiter.record_failure(here, at(0)));
    assert!(!limiter.is_limited(here, at(0)));
    limiter.record_failure(here, at(0));
    assert!(limiter.is_limited(here, at(0)));
    assert!(!limiter.is_limited(address("192.0.2.2"), at(0)));
}

#[test]
fn is_limited_after_some_time_is_forgiven() {
    let limiter = RateLimiter::new(3);
    let here = address("192.0.2.1");
    (0..3).for_each(|_| limiter.record_failure(here, at(0)));
    assert!(!limiter.is_limited(here, at(1)));
    limiter.record_failure(here, at(1));
    assert!(limiter.is_limited(here, at(1)));
    // The bucket is never more than full, however many failures there were.
    (0..1000).for_each(|_| limiter.record_failure(here, at(2)));
    assert!(limiter.is_limited(here, at(2)));
    assert!(!limiter.is_limited(here, at(3)));
}

#[test]
fn is_limited_with_a_clock_that_is_set_back_ends_soon() {
    let limiter = RateLimiter::new(1);
    let here = address("192.0.2.1");
    limiter.record_failure(here, at(1_000_000));
    assert!(!limiter.is_limited(here, at(0)));
    limiter.record_failure(here, at(0));
    assert!(limiter.is_limited(here, at(0)));
}

#[test]
fn is_limited_in_an_ipv6_64_counts_it_as_one_address() {
    let limiter = RateLimiter::new(1);
    limiter.record_failure(address("2001:db8:1:2:3::1"), at(0));
    assert!(limiter.is_limited(address("2001:db8:1:2:ffff::2"), at(0)));
    assert!(!limiter.is_limited(address("2001:db8:1:3::1"), at(0)));
    limiter.record_failure(address("::ffff:192.0.2.1"), at(0));
    assert!(limiter.is_limited(address("192.0.2.1"), at(0)));
    assert_eq!(limiter.table().buckets.len(), 3, "an address, its network, an address");
}

#[test]
fn is_limited_in_an_ipv6_48_counts_its_64s_together() {
    let limiter = RateLimiter::new(2);
    let most = u16::try_from(2 * ADDRESSES_OF_NETWORK).unwrap();
    (1..most).for_each(|number| limiter.record_failure(v6(number), at(0)));
    assert!(!limiter.is_limited(v6(0), at(0)));
    limiter.record_failure(v6(most), at(0));
    assert!(limiter.is_limited(v6(0), at(0)), "one that nothing failed from");
    assert!(!limiter.is_limited(address("2001:db8:2::1"), at(0)), "the next /48");
    assert!(!limiter.is_limited(v6(0), at(1)), "forgiven as fast as it is filled");
}

#[test]
fn record_failure_into_a_full_table_keeps_its_entries() {
    let limiter = RateLimiter::new(1);
    (0..REMEMBERED).for_each(|number| limiter.record_failure(v4(number), at(100)));
    assert!(limiter.is_limited(v4(REMEMBERED - 1), at(100)));

    // An address beyond the table's size is not limited.
    limiter.record_failure(v4(REMEMBERED), at(100));
    assert!(!limiter.is_limited(v4(REMEMBERED), at(100)));
    assert_eq!(limiter.table().buckets.len(), REMEMBERED);
    assert!(limiter.is_limited(v4(0), at(100)));

    // Addresses in the table are still counted, and those whose bucket is empty make room.
    limiter.record_failure(v4(0), at(101));
    limiter.record_failure(v4(REMEMBERED), at(101));
    assert!(limiter.is_limited(v4(0), at(101)));
    assert!(limiter.is_limited(v4(REMEMBERED), at(101)));
    assert_eq!(limiter.table().buckets.len(), 2);
}

#[test]
fn record_failure_goes_through_a_full_table_seldom() {
    let limiter = RateLimiter::new(2);
    (0..REMEMBERED).for_each(|number| limiter.record_failure(v4(number), at(100)));
    limiter.record_failure(v4(REMEMBERED), at(100));
    let swept = limiter.table().swept;
    let soon = at(100) + SignedDuration::from_millis(999);
    limiter.record_failure(v4(REMEMBERED), soon);
    assert_eq!((swept, limiter.table().swept), (at(100), at(100)));
}
