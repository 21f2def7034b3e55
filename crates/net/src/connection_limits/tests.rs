use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::quotas::{AuthenticatedQuota, UnauthenticatedQuota};
use crate::victim::STALLED_WHERE_LIMITED;

const QUOTAS: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 3,
        per_network: 3,
        per_address: 2,
        per_limited_address: 1,
        waiting: 0,
    },
    authenticated: AuthenticatedQuota { total: 3, per_system: 2 },
};

fn address() -> IpAddr {
    IpAddr::from([192, 0, 2, 1])
}

fn system(number: u128) -> SystemUuid {
    Uuid::from_u128(number).into()
}

#[test]
fn authenticate_frees_the_unauthenticated_place() {
    let limits = ConnectionLimits::new("test", QUOTAS);
    let proven = limits.admit(address()).unwrap();
    proven.authenticate(system(1)).unwrap();
    let strangers = [(); 20].map(|()| limits.admit(address()).unwrap());
    assert!(proven.is_authenticated() && proven.eviction_reason().is_none());
    let evicted = strangers.iter().filter(|one| one.eviction_reason().is_some()).count();
    assert_eq!(evicted, 18, "two may be open");
    let counters = limits.counters();
    assert_eq!((counters.open_unauthenticated(), counters.open_authenticated()), (2, 1));
    assert_eq!((counters.admitted(), counters.authenticated()), (21, 1));
    assert_eq!(counters.evicted(EvictionReason::AddressLimit), 18);
    drop((proven, strangers));
    assert!(limits.is_empty(), "nobody is remembered");
    assert_eq!((counters.open_unauthenticated(), counters.open_authenticated()), (0, 0));
}

#[test]
fn authenticate_past_the_limit_of_a_system_leaves_the_connection_where_it_was() {
    let limits = ConnectionLimits::new("test", QUOTAS);
    let mut held = Vec::new();
    for _ in 0..2 {
        let admission = limits.admit(address()).unwrap();
        admission.authenticate(system(1)).unwrap();
        held.push(admission);
    }
    let third = limits.admit(address()).unwrap();
    assert_eq!(third.authenticate(system(1)), Err(RejectionReason::SystemLimit));
    assert!(!third.is_authenticated());
    assert_eq!(limits.counters().refused(RejectionReason::SystemLimit), 1);
    assert_eq!(limits.counters().open_unauthenticated(), 1);
    held.pop();
    assert_eq!(third.authenticate(system(1)), Ok(()));
}

#[test]
fn authenticate_twice_takes_one_place() {
    let limits = ConnectionLimits::new("test", QUOTAS);
    let admission = limits.admit(address()).unwrap();
    admission.authenticate(system(1)).unwrap();
    admission.authenticate(system(2)).unwrap();
    assert_eq!(limits.counters().open_authenticated(), 1);
    drop(admission);
    assert!(limits.is_empty());
}

#[test]
fn authenticate_after_an_eviction_is_refused() {
    let limits = ConnectionLimits::new("test", QUOTAS);
    let evicted = limits.admit(address()).unwrap();
    let _others = [(); 2].map(|()| limits.admit(address()).unwrap());
    assert_eq!(evicted.authenticate(system(1)), Err(RejectionReason::Evicted));
    assert_eq!(limits.counters().open_authenticated(), 0);
    drop(evicted);
    assert_eq!(limits.counters().open_unauthenticated(), 2, "its place was another's already");
}

#[tokio::test(start_paused = true)]
async fn admit_from_a_limited_address_evicts_a_stalled_connection() {
    let limiter = Arc::new(RateLimiter::new(1));
    let clock = Clock::new(|| Timestamp::UNIX_EPOCH);
    let limits = ConnectionLimits::with_rate_limiter("test", QUOTAS, Arc::clone(&limiter), clock);
    let idle = limits.admit(address()).unwrap();
    tokio::time::advance(STALLED_WHERE_LIMITED).await;
    limits.admit(address()).unwrap();
    assert_eq!(idle.eviction_reason(), None);
    limiter.record_failure(address(), Timestamp::UNIX_EPOCH);
    limits.admit(address()).unwrap();
    assert_eq!(idle.eviction_reason(), Some(EvictionReason::LimitedAddress));
}

#[tokio::test]
async fn evicted_returns_when_a_newcomer_has_taken_the_place() {
    let limits = ConnectionLimits::new("test", ConnectionQuotas::without_authentication(1));
    let first = limits.admit(address()).unwrap();
    let second = limits.admit(address()).unwrap();
    first.evicted().await;
    assert_eq!(second.eviction_reason(), None);
    assert!(limits.evict_one() && !limits.evict_one());
    second.evicted().await;
}

#[test]
fn admit_without_a_place_is_counted_as_refused() {
    let limits = ConnectionLimits::new("test", ConnectionQuotas::without_authentication(0));
    assert_eq!(limits.admit(address()).err(), Some(RejectionReason::NoPlace));
    assert_eq!(limits.counters().refused(RejectionReason::NoPlace), 1);
}
