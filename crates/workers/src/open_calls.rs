use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Calls in progress, each for a client. Nothing supervises them, so a call that does not return, for example from a
/// disk that does not answer, is detected here.
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

/// A call in progress; it ends when this is dropped.
#[derive(Debug)]
#[must_use]
pub struct OpenCall {
    calls: OpenCalls,
    number: u64,
}

/// Calls for one client that have been in progress for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongCalls {
    /// For whom.
    pub whose: String,
    /// How many.
    pub number: usize,
    /// The age of the longest of them.
    pub longest: Duration,
}

impl OpenCalls {
    /// Begins a call for `whose`.
    pub fn begin(&self, whose: impl Into<String>) -> OpenCall {
        let call = Call { whose: whose.into(), began: Instant::now() };
        let mut calls = self.lock();
        let number = calls.next;
        calls.next += 1;
        calls.open.insert(number, call);
        drop(calls);
        OpenCall { calls: self.clone(), number }
    }

    /// The calls that have been in progress for longer than `limit`, by client.
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

    /// Held only while the calls are read.
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
    fn long_calls_are_listed_by_client_until_they_end() {
        let calls = OpenCalls::default();
        let (first, second, third) = (calls.begin("b"), calls.begin("a"), calls.begin("b"));
        // Waits until the clock has moved past the start of each call.
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
