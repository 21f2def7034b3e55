use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use store::SystemId;

/// Unknown numbers that a system may look up at once.
const AT_ONCE: f64 = 500.0;
/// Unknown numbers that are forgotten per second: ten in a minute.
const FORGOTTEN_PER_SECOND: f64 = 10.0 / 60.0;

/// Limits systems that look up many numbers that nobody has: who guesses numbers would learn who exists. One bucket for
/// each system.
#[derive(Debug)]
pub(crate) struct UnknownNumbers<Id = SystemId> {
    buckets: Mutex<HashMap<Id, Bucket>>,
}

impl<Id> Default for UnknownNumbers<Id> {
    fn default() -> Self {
        Self { buckets: Mutex::default() }
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: Timestamp,
}

impl<Id: Copy + Eq + Hash> UnknownNumbers<Id> {
    /// Whether the system is limited: then it gets no answer, also about numbers that somebody has.
    pub(crate) fn is_limited(&self, system: Id, now: Timestamp) -> bool {
        self.buckets().get(&system).is_some_and(|bucket| bucket.level(now) + 1.0 > AT_ONCE)
    }

    /// Counts a number that nobody has.
    pub(crate) fn count(&self, system: Id, now: Timestamp) {
        let mut buckets = self.buckets();
        let bucket = buckets.entry(system).or_insert(Bucket { level: 0.0, at: now });
        *bucket = Bucket { level: (bucket.level(now) + 1.0).min(AT_ONCE), at: now };
    }

    fn buckets(&self) -> MutexGuard<'_, HashMap<Id, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    /// A clock that went back forgets nothing.
    fn level(self, now: Timestamp) -> f64 {
        let passed = now.duration_since(self.at).as_secs_f64().max(0.0);
        (self.level - passed * FORGOTTEN_PER_SECOND).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    #[test]
    fn system_that_guesses_is_limited_until_it_has_waited() {
        let (limits, now) = (UnknownNumbers::default(), Timestamp::UNIX_EPOCH);
        let (one, other) = (1, 2);
        for _ in 0..500 {
            assert!(!limits.is_limited(one, now));
            limits.count(one, now);
        }
        assert!(limits.is_limited(one, now) && !limits.is_limited(other, now));
        assert!(limits.is_limited(one, now + 5.seconds()));
        assert!(limits.is_limited(one, now - 1.hour()), "a clock that went back");
        assert!(!limits.is_limited(one, now + 6.seconds()));
        limits.count(one, now + 6.seconds());
        assert!(limits.is_limited(one, now + 6.seconds()));
    }
}
