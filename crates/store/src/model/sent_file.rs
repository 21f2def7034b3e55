use std::collections::{BTreeMap, BTreeSet};

use super::sent_bytes::SentBytes;

/// A range of bytes that was sent to a key, as it is stored.
pub(crate) type SentRange = (String, u64, u64);

/// A delivery's data file, with the ranges sent of it.
#[derive(Debug, Default)]
pub(crate) struct SentFile {
    size: u64,
    is_collected: bool,
    /// The stored ranges that are unchanged.
    stored: BTreeSet<SentRange>,
    /// The sent ranges by key.
    by_key: BTreeMap<String, SentBytes>,
}

impl SentFile {
    /// A file with its stored ranges.
    pub(crate) fn new(size: u64, is_collected: bool, stored: Vec<SentRange>) -> Self {
        let mut by_key = BTreeMap::<String, SentBytes>::new();
        for (key, start, end) in &stored {
            by_key.entry(key.clone()).or_default().add(*start..*end);
        }
        Self { size, is_collected, stored: stored.into_iter().collect(), by_key }
    }

    /// Adds what was sent to a key. Returns whether the file is collected by that: all of it was
    /// sent to one key, or, the first time, to several together.
    pub(crate) fn add(&mut self, key: &str, bytes: &SentBytes) -> bool {
        let own = self.by_key.entry(key.to_owned()).or_default();
        own.add_all(bytes);
        let is_collected =
            own.is_all_of(self.size) || (!self.is_collected && self.all().is_all_of(self.size));
        self.is_collected |= is_collected;
        if self.is_collected {
            // Once a file is collected, partial ranges are of no use.
            self.by_key.clear();
        }
        is_collected
    }

    /// The stored ranges to delete, and the ranges to store.
    pub(crate) fn changes(&self) -> (Vec<SentRange>, Vec<SentRange>) {
        let kept = self.kept();
        let gone = self.stored.difference(&kept).cloned().collect();
        (gone, kept.difference(&self.stored).cloned().collect())
    }

    /// The ranges to store.
    fn kept(&self) -> BTreeSet<SentRange> {
        let of_key = |(key, bytes): (&String, &SentBytes)| {
            let longest = bytes.longest();
            let range = |range: &std::ops::Range<u64>| (key.clone(), range.start, range.end);
            longest.ranges().iter().map(range).collect::<Vec<_>>()
        };
        self.by_key.iter().flat_map(of_key).collect()
    }

    fn all(&self) -> SentBytes {
        self.by_key.values().flat_map(SentBytes::ranges).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(start: u64, end: u64) -> SentBytes {
        std::iter::once(start..end).collect()
    }

    fn range(key: &str, start: u64, end: u64) -> SentRange {
        (key.to_owned(), start, end)
    }

    #[test]
    fn file_is_collected_when_all_of_it_went_out_to_one_key() {
        let mut file = SentFile::new(100, false, vec![range("a", 0, 40)]);
        assert!(!file.add("a", &bytes(50, 100)));
        assert_eq!(file.changes(), (vec![], vec![range("a", 50, 100)]));
        assert!(file.add("a", &bytes(40, 50)));
        assert_eq!(file.changes(), (vec![range("a", 0, 40)], vec![]), "parts are of no use now");
    }

    #[test]
    fn keys_together_have_a_file_only_the_first_time() {
        let mut file = SentFile::new(100, false, vec![range("a", 0, 50)]);
        assert!(file.add("b", &bytes(50, 100)));
        assert!(!file.add("a", &bytes(0, 50)) && !file.add("b", &bytes(50, 100)));
        assert!(file.add("b", &bytes(0, 100)), "a key that has all bytes by itself is reported");
        let mut again = SentFile::new(100, true, Vec::new());
        assert!(!again.add("a", &bytes(0, 99)));
        assert_eq!(again.changes(), (vec![], vec![]));
    }
}
