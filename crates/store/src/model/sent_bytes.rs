use std::cmp::Reverse;
use std::ops::Range;

use jiff::Timestamp;

use super::folder_entry::FetchedFile;

/// The number of ranges of one file in memory: 1 MiB of them. A client that reads a file in more
/// separate pieces has to read the dropped ones again before they count.
const RANGES: usize = 64 * 1024;
/// The number of ranges in the database.
const STORED: usize = 1000;

/// The sent bytes of a file: ranges in rising order, none adjacent to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentBytes(Vec<Range<u64>>);

/// Bytes of a data file that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The file.
    pub file: FetchedFile,
    /// The range.
    pub bytes: SentBytes,
    /// The receiver: the fingerprint of the SSH key.
    pub ssh_key: String,
    /// When.
    pub at: Timestamp,
}

impl SentBytes {
    /// Adds a range.
    pub fn add(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        // The ranges that it touches: all before them end below its start, all behind them begin
        // above its end.
        let first = self.0.partition_point(|known| known.end < range.start);
        let behind = self.0.partition_point(|known| known.start <= range.end);
        let touched = self.0.get(first..behind).unwrap_or_default();
        let whole = match (touched.first(), touched.last()) {
            (Some(one), Some(last)) => one.start.min(range.start)..last.end.max(range.end),
            _ if self.0.len() >= RANGES => return,
            _ => range,
        };
        self.0.splice(first..behind, [whole]);
    }

    /// Whether there are none: then only the start of the read is stored.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds all ranges of another.
    pub fn add_all(&mut self, other: &Self) {
        other.0.iter().for_each(|range| self.add(range.clone()));
    }

    /// Whether they cover a file of this size.
    pub fn is_all_of(&self, size: u64) -> bool {
        size == 0 || self.0.first().is_some_and(|first| first.start == 0 && first.end >= size)
    }

    /// The longest ranges, as many as are stored. The others are only known in memory.
    #[must_use]
    pub fn longest(&self) -> Self {
        if self.0.len() <= STORED {
            return self.clone();
        }
        let mut ranges = self.0.clone();
        ranges.sort_unstable_by_key(|range| Reverse(range.end - range.start));
        ranges.truncate(STORED);
        ranges.sort_unstable_by_key(|range| range.start);
        Self(ranges)
    }

    /// The ranges, in rising order.
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.0
    }

    /// The number of bytes.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|range| range.end - range.start).sum()
    }
}

impl FromIterator<Range<u64>> for SentBytes {
    fn from_iter<T: IntoIterator<Item = Range<u64>>>(ranges: T) -> Self {
        let mut bytes = Self::default();
        ranges.into_iter().for_each(|range| bytes.add(range));
        bytes
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "a list of one range")]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_that_touch_are_one_and_others_are_kept_apart() {
        let bytes: SentBytes = [0..10, 20..30, 10..15].into_iter().collect();
        assert_eq!(bytes.ranges(), [0..15, 20..30]);
        let bytes: SentBytes = [0..10, 20..30, 10..20].into_iter().collect();
        assert_eq!(bytes.ranges(), [0..30]);
        assert!(bytes.is_all_of(30) && !bytes.is_all_of(31));
    }

    #[test]
    fn end_of_a_file_is_not_all_of_it() {
        let bytes: SentBytes = [986_381..986_402].into_iter().collect();
        assert!(!bytes.is_all_of(986_402));
        assert_eq!(bytes.count(), 21);
        assert!(SentBytes::default().is_all_of(0));
    }

    #[test]
    fn more_pieces_than_are_kept_are_not_believed() {
        let mut bytes = SentBytes::default();
        let size = 4 * RANGES as u64;
        (0..size).step_by(2).for_each(|start| bytes.add(start..start + 1));
        assert_eq!(bytes.ranges().len(), RANGES);
        (0..size).skip(1).step_by(2).for_each(|start| bytes.add(start..start + 1));
        assert!(!bytes.is_all_of(size));
        bytes.add(0..size);
        assert!(bytes.is_all_of(size));
    }

    #[test]
    fn longest_of_many_pieces_are_as_many_as_are_stored_and_all_of_a_whole_are_one() {
        let mut bytes = SentBytes::default();
        let size = 8 * STORED as u64;
        (0..size).step_by(4).for_each(|start| bytes.add(start..start + 1 + (start / 4) % 2));
        let stored = bytes.longest();
        assert_eq!(stored.ranges().len(), STORED);
        assert!(stored.ranges().iter().all(|range| range.end - range.start == 2));
        (0..size).step_by(4).for_each(|start| bytes.add(start + 1..start + 4));
        assert!(bytes.longest().is_all_of(size), "more than 1,000 pieces are a receipt");
    }

    proptest! {
        #[test]
        fn ranges_added_in_any_order_are_the_set_of_their_bytes(
            ranges in prop::collection::vec((0u64..60, 0u64..20), 0..12),
        ) {
            let bytes: SentBytes = ranges.iter().map(|(start, length)| *start..start + length).collect();
            let set: BTreeSet<u64> =
                ranges.iter().flat_map(|(start, length)| *start..start + length).collect();
            let reported: Vec<u64> = bytes.ranges().iter().flat_map(Clone::clone).collect();
            prop_assert_eq!(reported, set.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(bytes.count(), set.len() as u64);
            for size in 1..80 {
                prop_assert_eq!(bytes.is_all_of(size), (0..size).all(|byte| set.contains(&byte)));
            }
            prop_assert!(bytes.ranges().windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }
}
