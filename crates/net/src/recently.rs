use std::collections::HashMap;
use std::hash::Hash;

use jiff::{SignedDuration, Timestamp};

/// How often a full table is searched for expired entries.
const SWEEP: SignedDuration = SignedDuration::from_secs(60);

/// Counts occurrences by key, and reports a key at most once in an interval. Keys beyond the capacity are not reported:
/// an attacker with very many addresses must not fill a log. The last occurrence of each key is kept.
#[derive(Debug)]
pub(crate) struct Recently<K, L = ()> {
    interval: SignedDuration,
    capacity: usize,
    entries: HashMap<K, Entry<L>>,
    swept: Timestamp,
}

#[derive(Debug)]
struct Entry<L> {
    reported_at: Timestamp,
    unreported: u64,
    last: L,
}

/// The result of counting an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Report it now; the number of occurrences since the last report.
    Due(u64),
    /// It was reported lately.
    Suppressed,
    /// Too many other keys were reported lately: it was not even counted.
    Full,
}

impl<K: Eq + Hash> Recently<K> {
    /// Counts an occurrence of the key.
    pub(crate) fn count(&mut self, key: K, now: Timestamp) -> Counted {
        self.count_with(key, (), now)
    }

    /// Counts an occurrence of the key, also above the capacity; for keys of which there are few. When a report is due,
    /// returns the number of occurrences since the last one.
    pub(crate) fn count_always(&mut self, key: K, now: Timestamp) -> Option<u64> {
        match self.count_at_most(key, (), now, usize::MAX) {
            Counted::Due(count) => Some(count),
            Counted::Suppressed | Counted::Full => None,
        }
    }
}

impl<K: Eq + Hash, L> Recently<K, L> {
    pub(crate) fn new(interval: SignedDuration, capacity: usize) -> Self {
        Self { interval, capacity, entries: HashMap::new(), swept: Timestamp::UNIX_EPOCH }
    }

    /// Counts an occurrence of the key, and keeps `last`.
    pub(crate) fn count_with(&mut self, key: K, last: L, now: Timestamp) -> Counted {
        self.count_at_most(key, last, now, self.capacity)
    }

    fn count_at_most(&mut self, key: K, last: L, now: Timestamp, capacity: usize) -> Counted {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.unreported += 1;
            entry.last = last;
            if !is_over(self.interval, entry.reported_at, now) {
                return Counted::Suppressed;
            }
            entry.reported_at = now;
            return Counted::Due(std::mem::take(&mut entry.unreported));
        }
        self.sweep(now);
        if self.entries.len() >= capacity {
            return Counted::Full;
        }
        self.entries.insert(key, Entry { reported_at: now, unreported: 0, last });
        Counted::Due(1)
    }

    /// The occurrences not reported yet for which a report is due: the number for each key, and the last one.
    pub(crate) fn take_unreported(&mut self, now: Timestamp) -> Vec<(u64, L)>
    where
        L: Clone,
    {
        let interval = self.interval;
        let due = self.entries.values_mut();
        let due =
            due.filter(|entry| entry.unreported > 0 && is_over(interval, entry.reported_at, now));
        due.map(|entry| {
            entry.reported_at = now;
            (std::mem::take(&mut entry.unreported), entry.last.clone())
        })
        .collect()
    }

    fn sweep(&mut self, now: Timestamp) {
        if self.entries.len() >= self.capacity && is_over(SWEEP, self.swept, now) {
            let interval = self.interval;
            self.entries.retain(|_, entry| !is_over(interval, entry.reported_at, now));
            self.swept = now;
        }
    }
}

/// Absolute: when the clock is set back, reports must not stop until it has caught up.
fn is_over(interval: SignedDuration, since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since).abs() >= interval
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    #[test]
    fn count_answers_the_first_and_then_a_number_each_interval() {
        let mut recently = Recently::new(HOUR, 2);
        assert_eq!(recently.count("a", at(0)), Counted::Due(1));
        assert_eq!(recently.count("a", at(1)), Counted::Suppressed);
        assert_eq!(recently.count("b", at(1)), Counted::Due(1), "another key");
        assert_eq!(recently.count("a", at(3599)), Counted::Suppressed);
        assert_eq!(recently.count("a", at(3600)), Counted::Due(3));
    }

    #[test]
    fn count_with_a_clock_that_is_set_back_is_not_silent() {
        let mut recently = Recently::new(HOUR, 2);
        assert_eq!(recently.count("a", at(1_000_000)), Counted::Due(1));
        assert_eq!(recently.count("a", at(0)), Counted::Due(1));
    }

    #[test]
    fn count_in_a_full_table_answers_nothing_until_something_is_over() {
        let mut recently = Recently::new(HOUR, 2);
        assert_eq!(recently.count("a", at(0)), Counted::Due(1));
        assert_eq!(recently.count("b", at(0)), Counted::Due(1));
        assert_eq!(recently.count("c", at(0)), Counted::Full);
        assert_eq!(recently.entries.len(), 2);
        assert_eq!(recently.count_always("d", at(0)), Some(1));
        assert_eq!(recently.count("c", at(3600)), Counted::Due(1));
        assert_eq!(recently.entries.len(), 1);
    }

    #[test]
    fn take_unreported_gives_the_number_and_the_last_when_it_is_time() {
        let mut recently = Recently::new(HOUR, 2);
        for (last, second) in [("one", 0), ("two", 1), ("three", 2)] {
            recently.count_with("a", last, at(second));
        }
        assert_eq!(recently.take_unreported(at(3599)), []);
        assert_eq!(recently.take_unreported(at(3600)), [(2, "three")]);
        assert_eq!(recently.take_unreported(at(7200)), [], "nothing happened since");
    }
}
