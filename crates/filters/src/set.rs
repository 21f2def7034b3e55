use std::collections::BTreeSet;

use civil::{AgeRange, EventCode, MunicipalityCode, Pnr};

use crate::{Combination, Facts, Filter, KindSet, Reason, Verdict};

/// All filters of one subscription, each kind in rising order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilterSet {
    filters: BTreeSet<Filter>,
}

/// What must be added to and removed from one set to make it another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Filters in the other set alone.
    pub added: Vec<Filter>,
    /// Filters in the first set alone.
    pub removed: Vec<Filter>,
}

impl Difference {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl FilterSet {
    /// Puts a filter in; `false` when it was there.
    pub fn insert(&mut self, filter: Filter) -> bool {
        self.filters.insert(filter)
    }

    /// Takes a filter out; `false` when it was not there.
    pub fn remove(&mut self, filter: &Filter) -> bool {
        self.filters.remove(filter)
    }

    /// Whether the filter is in the set.
    pub fn contains(&self, filter: &Filter) -> bool {
        self.filters.contains(filter)
    }

    /// The number of filters.
    pub fn len(&self) -> usize {
        self.filters.len()
    }

    /// Whether there is no filter at all.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// The filters, by kind and within a kind in rising order.
    pub fn iter(&self) -> impl Iterator<Item = Filter> + Clone {
        self.filters.iter().copied()
    }

    /// The PNRs in the set.
    pub fn pnrs(&self) -> impl Iterator<Item = Pnr> + Clone {
        self.iter()
            .filter_map(|filter| if let Filter::Pnr(pnr) = filter { Some(pnr) } else { None })
    }

    /// The age ranges in the set.
    pub fn ages(&self) -> impl Iterator<Item = AgeRange> + Clone {
        self.iter()
            .filter_map(|filter| if let Filter::Age(age) = filter { Some(age) } else { None })
    }

    /// The municipality codes in the set.
    pub fn municipalities(&self) -> impl Iterator<Item = MunicipalityCode> + Clone {
        self.iter().filter_map(|filter| match filter {
            Filter::Municipality(code) => Some(code),
            _ => None,
        })
    }

    /// The event codes in the set.
    pub fn events(&self) -> impl Iterator<Item = EventCode> + Clone {
        self.iter()
            .filter_map(|filter| if let Filter::Event(code) = filter { Some(code) } else { None })
    }

    /// The kinds of which there is at least one filter.
    pub fn kinds(&self) -> KindSet {
        self.filters.iter().map(Filter::kind).collect::<KindSet>()
    }

    /// What turns this set into `other`.
    pub fn difference(&self, other: &Self) -> Difference {
        Difference {
            added: other.filters.difference(&self.filters).copied().collect(),
            removed: self.filters.difference(&other.filters).copied().collect(),
        }
    }

    /// Whether a person is delivered, and why: asked for one person at a time.
    pub fn verdict(&self, combination: Combination, facts: &Facts<'_>) -> Verdict {
        combination.judge(self.kinds(), self.reason(facts))
    }

    fn reason(&self, facts: &Facts<'_>) -> Reason {
        self.iter().fold(Reason::NONE, |reason, filter| reason | filter.reason(facts))
    }
}

impl FromIterator<Filter> for FilterSet {
    fn from_iter<I: IntoIterator<Item = Filter>>(filters: I) -> Self {
        Self { filters: filters.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use civil::Age;

    use super::*;

    fn set(lines: &[&str]) -> FilterSet {
        lines.iter().map(|line| line.parse::<Filter>().unwrap()).collect()
    }

    #[test]
    fn difference_says_what_to_do() {
        let difference =
            set(&["pnr 0101701234", "event A01"]).difference(&set(&["event A01", "no-filter"]));
        assert_eq!(difference.added, [Filter::NoFilter]);
        assert_eq!(difference.removed, ["pnr 0101701234".parse().unwrap()]);
    }

    #[test]
    fn each_kind_is_asked_for_its_own() {
        let facts = Facts {
            pnr: "0101701234".parse().unwrap(),
            age: Some(Age::new(17)),
            lives_in: "0101".parse().ok(),
            lived_in: "0751".parse().ok(),
            events: &["A21".parse().unwrap(), "A01".parse().unwrap()],
        };
        let reason = |line| match set(&[line]).verdict(Combination::Any, &facts) {
            Verdict::Deliver(reason) => reason,
            Verdict::Withhold(_) => Reason::NONE,
        };
        assert_eq!(reason("pnr 0101701234"), Reason::PNR);
        assert_eq!(reason("pnr 0101701235"), Reason::NONE);
        assert_eq!(reason("age 0-17"), Reason::AGE);
        assert_eq!(reason("age 18-99"), Reason::NONE);
        assert_eq!(reason("municipality 0101"), Reason::LIVES_HERE);
        assert_eq!(reason("municipality 0751"), Reason::LIVED_HERE);
        assert_eq!(reason("municipality 0147"), Reason::NONE);
        assert_eq!(reason("event A01"), Reason::EVENT);
        assert_eq!(reason("event A02"), Reason::NONE);
        assert_eq!(reason("no-filter"), Reason::NO_FILTER);
    }
}
