use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// Buckets at a time. When there are more, those that are empty go, and then nothing new is counted.
const REMEMBERED: usize = 10_000;

/// Limits those who fail too often: each failure fills a bucket, and time empties it. One bucket for each `Id`.
#[derive(Debug)]
pub(crate) struct LeakyBuckets<Id> {
    at_once: f64,
    forgotten_per_minute: f64,
    buckets: Mutex<HashMap<Id, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: Timestamp,
}

impl<Id: Copy + Eq + Hash> LeakyBuckets<Id> {
    /// So many failures at once, and so many more in a minute.
    pub(crate) fn new(at_once: f64, forgotten_per_minute: f64) -> Self {
        Self { at_once, forgotten_per_minute, buckets: Mutex::default() }
    }

    /// Whether the limit is reached.
    pub(crate) fn is_limited(&self, id: Id, now: Timestamp) -> bool {
        let level = self.buckets().get(&id).map(|bucket| self.level(*bucket, now));
        level.is_some_and(|level| level + 1.0 > self.at_once)
    }

    /// Counts a failure.
    pub(crate) fn count(&self, id: Id, now: Timestamp) {
        let mut buckets = self.buckets();
        if buckets.len() >= REMEMBERED && !buckets.contains_key(&id) {
            buckets.retain(|_, bucket| self.level(*bucket, now) > 0.0);
            if buckets.len() >= REMEMBERED {
                return;
            }
        }
        let bucket = buckets.entry(id).or_insert(Bucket { level: 0.0, at: now });
        let level = (self.level(*bucket, now) + 1.0).min(self.at_once);
        *bucket = Bucket { level, at: now };
    }

    /// A clock that went back forgets nothing.
    fn level(&self, bucket: Bucket, now: Timestamp) -> f64 {
        let passed = now.duration_since(bucket.at).as_secs_f64().max(0.0) / 60.0;
        (bucket.level - passed * self.forgotten_per_minute).max(0.0)
    }

    fn buckets(&self) -> MutexGuard<'_, HashMap<Id, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    #[test]
    fn who_fails_too_often_is_limited_until_time_has_passed() {
        let (limits, now) = (LeakyBuckets::new(500.0, 10.0), Timestamp::UNIX_EPOCH);
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

    #[test]
    fn buckets_beyond_the_limit_are_not_made_until_others_are_empty() {
        let (limits, now) = (LeakyBuckets::new(1.0, 1.0), Timestamp::UNIX_EPOCH);
        (0..=REMEMBERED).for_each(|id| limits.count(id, now));
        assert!(limits.is_limited(0, now) && !limits.is_limited(REMEMBERED, now));
        limits.count(REMEMBERED, now + 1.minute());
        assert!(limits.is_limited(REMEMBERED, now + 1.minute()));
        assert_eq!(limits.buckets().len(), 1);
    }
}
