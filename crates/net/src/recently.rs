use std::collections::HashMap;
use std::hash::Hash;

use jiff::{SignedDuration, Timestamp};

/// How often a full table is gone through for what is over.
const SWEEP: SignedDuration = SignedDuration::from_secs(60);

/// Counts what happens by key, and says once in an interval how often it has happened. Of keys beyond its capacity it
/// says nothing: whoever owns very many addresses must not fill a log.
#[derive(Debug)]
pub(crate) struct Recently<K> {
    interval: SignedDuration,
    capacity: usize,
    entries: HashMap<K, Entry>,
    swept: Timestamp,
}

#[derive(Debug)]
struct Entry {
    told: Timestamp,
    untold: u64,
}

impl<K: Eq + Hash> Recently<K> {
    pub(crate) fn new(interval: SignedDuration, capacity: usize) -> Self {
        Self { interval, capacity, entries: HashMap::new(), swept: Timestamp::UNIX_EPOCH }
    }

    /// Counts one more of the key. Answers, when it is time to tell, how many there were since the last time.
    pub(crate) fn count(&mut self, key: K, now: Timestamp) -> Option<u64> {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.untold += 1;
            if !is_over(self.interval, entry.told, now) {
                return None;
            }
            entry.told = now;
            return Some(std::mem::take(&mut entry.untold));
        }
        self.sweep(now);
        if self.entries.len() >= self.capacity {
            return None;
        }
        self.entries.insert(key, Entry { told: now, untold: 0 });
        Some(1)
    }

    fn sweep(&mut self, now: Timestamp) {
        if self.entries.len() >= self.capacity && is_over(SWEEP, self.swept, now) {
            let interval = self.interval;
            self.entries.retain(|_, entry| !is_over(interval, entry.told, now));
            self.swept = now;
        }
    }
}

/// Either way: when the clock is set back, nothing is silent until it has caught up.
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
        assert_eq!(recently.count("a", at(0)), Some(1));
        assert_eq!(recently.count("a", at(1)), None);
        assert_eq!(recently.count("b", at(1)), Some(1), "another key");
        assert_eq!(recently.count("a", at(3599)), None);
        assert_eq!(recently.count("a", at(3600)), Some(3));
    }

    #[test]
    fn count_with_a_clock_that_is_set_back_is_not_silent() {
        let mut recently = Recently::new(HOUR, 2);
        assert_eq!(recently.count("a", at(1_000_000)), Some(1));
        assert_eq!(recently.count("a", at(0)), Some(1));
    }

    #[test]
    fn count_in_a_full_table_answers_nothing_until_something_is_over() {
        let mut recently = Recently::new(HOUR, 2);
        assert_eq!(recently.count("a", at(0)), Some(1));
        assert_eq!(recently.count("b", at(0)), Some(1));
        assert_eq!(recently.count("c", at(0)), None);
        assert_eq!(recently.entries.len(), 2);
        assert_eq!(recently.count("c", at(3600)), Some(1));
        assert_eq!(recently.entries.len(), 1);
    }
}
