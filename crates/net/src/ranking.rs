use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// Counts by key, with the key that has most.
#[derive(Debug)]
pub(crate) struct Ranking<K> {
    counts: HashMap<K, usize>,
    order: BTreeSet<(usize, K)>,
}

impl<K> Default for Ranking<K> {
    fn default() -> Self {
        Self { counts: HashMap::new(), order: BTreeSet::new() }
    }
}

impl<K: Copy + Eq + Hash + Ord> Ranking<K> {
    /// Adds one to the key.
    pub(crate) fn add(&mut self, key: K) {
        self.change(key, |count| count + 1);
    }

    /// Subtracts one from the key. A key at zero is removed.
    pub(crate) fn subtract(&mut self, key: K) {
        self.change(key, |count| count.saturating_sub(1));
    }

    pub(crate) fn count(&self, key: K) -> usize {
        self.counts.get(&key).copied().unwrap_or_default()
    }

    /// Who holds most, if that is more than `fair`; among equals the last in order.
    pub(crate) fn most(&self, fair: usize) -> Option<K> {
        self.order.last().filter(|(count, _)| *count > fair).map(|(_, key)| *key)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    fn change(&mut self, key: K, change: impl Fn(usize) -> usize) {
        let before = self.count(key);
        let after = change(before);
        self.order.remove(&(before, key));
        if after == 0 {
            self.counts.remove(&key);
        } else {
            self.order.insert((after, key));
            self.counts.insert(key, after);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_is_the_key_with_most_and_more_than_its_fair_share() {
        let mut ranking = Ranking::default();
        assert_eq!(ranking.most(0), None);
        for key in ["a", "b", "b", "c"] {
            ranking.add(key);
        }
        assert_eq!(
            (ranking.most(0), ranking.most(1), ranking.most(2)),
            (Some("b"), Some("b"), None)
        );
        ranking.subtract("b");
        assert_eq!(ranking.most(0), Some("c"), "the last of equals");
        ["a", "b", "c"].into_iter().for_each(|key| ranking.subtract(key));
        ranking.subtract("a");
        assert!(ranking.is_empty() && ranking.order.is_empty(), "who holds nothing is forgotten");
    }
}
