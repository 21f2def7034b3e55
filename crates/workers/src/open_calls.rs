use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Calls that are under way, each for somebody. Nobody supervises them: one that does not come back, as from a disk that
/// does not answer, is seen here.
#[derive(Debug, Clone, Default)]
pub struct OpenCalls {
    calls: Arc<Mutex<Calls>>,
}

#[derive(Debug, Default)]
struct Calls {
    next: u64,
    /// In the order in which they began.
    open: BTreeMap<u64, Call>,
}

#[derive(Debug)]
struct Call {
    whose: String,
    began: Instant,
}

/// A call that is under way as long as this lives.
#[derive(Debug)]
#[must_use]
pub struct OpenCall {
    calls: OpenCalls,
    number: u64,
}

/// Calls for somebody that have been under way for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongCalls {
    /// For whom.
    pub whose: String,
    /// How many.
    pub number: usize,
    /// For how long the first of them has been.
    pub longest: Duration,
}

impl OpenCalls {
    /// A call begins, for `whose`.
    pub fn begin(&self, whose: impl Into<String>) -> OpenCall {
        let call = Call { whose: whose.into(), began: Instant::now() };
        let mut calls = self.lock();
        let number = calls.next;
        calls.next += 1;
        calls.open.insert(number, call);
        drop(calls);
        OpenCall { calls: self.clone(), number }
    }

    /// Those that have been under way for longer than `limit`, by whose they are.
    pub fn longer_than(&self, limit: Duration) -> Vec<LongCalls> {
        let mut long: BTreeMap<String, LongCalls> = BTreeMap::new();
        for Call { whose, began } in self.lock().open.values() {
            let lasts = began.elapsed();
            if lasts <= limit {
                break;
            }
            let first = || LongCalls { whose: whose.clone(), number: 0, longest: lasts };
            long.entry(whose.clone()).or_insert_with(first).number += 1;
        }
        long.into_values().collect()
    }

    /// Held for no longer than it takes to look through the calls.
    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.calls.lock().open.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(calls: &OpenCalls, limit: Duration) -> Vec<(String, usize)> {
        calls.longer_than(limit).into_iter().map(|long| (long.whose, long.number)).collect()
    }

    #[test]
    fn calls_that_last_are_told_by_whose_they_are_until_they_end() {
        let calls = OpenCalls::default();
        let (first, second, third) = (calls.begin("b"), calls.begin("a"), calls.begin("b"));
        // So that none began at this very moment.
        while calls.longer_than(Duration::ZERO).iter().map(|long| long.number).sum::<usize>() < 3 {
            std::thread::yield_now();
        }
        assert_eq!(long(&calls, Duration::ZERO), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(long(&calls, Duration::MAX), []);
        drop(first);
        drop(second);
        assert_eq!(long(&calls, Duration::ZERO), [("b".to_owned(), 1)]);
        drop(third);
        assert_eq!(long(&calls, Duration::ZERO), []);
    }
}
