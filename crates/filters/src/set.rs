use std::collections::BTreeSet;

use civil::{AgeRange, EventCode, MunicipalityCode, Pnr};

use crate::{Combination, Filter, FilterKind, FilterKinds, MatchFacts, Reason, Verdict};

/// All filters of one subscription, each kind in rising order.
///
/// There may be hundreds of thousands of PNRs, so they are searched by look-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilterSet {
    pnrs: BTreeSet<Pnr>,
    ages: BTreeSet<AgeRange>,
    municipalities: BTreeSet<MunicipalityCode>,
    events: BTreeSet<EventCode>,
    no_filter: bool,
}

/// The changes that turn one set into another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Filters only in the other set.
    pub added: Vec<Filter>,
    /// Filters only in the first set.
    pub removed: Vec<Filter>,
}

impl Difference {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl FilterSet {
    /// Adds a filter; `false` when it was there.
    pub fn insert(&mut self, filter: Filter) -> bool {
        match filter {
            Filter::Pnr(pnr) => self.pnrs.insert(pnr),
            Filter::Age(range) => self.ages.insert(range),
            Filter::Municipality(code) => self.municipalities.insert(code),
            Filter::Event(code) => self.events.insert(code),
            Filter::NoFilter => !std::mem::replace(&mut self.no_filter, true),
        }
    }

    /// Removes a filter; `false` when it was not there.
    pub fn remove(&mut self, filter: &Filter) -> bool {
        match filter {
            Filter::Pnr(pnr) => self.pnrs.remove(pnr),
            Filter::Age(range) => self.ages.remove(range),
            Filter::Municipality(code) => self.municipalities.remove(code),
            Filter::Event(code) => self.events.remove(code),
            Filter::NoFilter => std::mem::replace(&mut self.no_filter, false),
        }
    }

    /// Whether the filter is in the set.
    pub fn contains(&self, filter: &Filter) -> bool {
        match filter {
            Filter::Pnr(pnr) => self.pnrs.contains(pnr),
            Filter::Age(range) => self.ages.contains(range),
            Filter::Municipality(code) => self.municipalities.contains(code),
            Filter::Event(code) => self.events.contains(code),
            Filter::NoFilter => self.no_filter,
        }
    }

    /// The number of filters.
    pub fn len(&self) -> usize {
        self.pnrs.len()
            + self.ages.len()
            + self.municipalities.len()
            + self.events.len()
            + usize::from(self.no_filter)
    }

    /// Whether there is no filter at all.
    pub fn is_empty(&self) -> bool {
        self.kinds().is_empty()
    }

    /// The filters, by kind and within a kind in rising order.
    pub fn iter(&self) -> impl Iterator<Item = Filter> + Clone {
        self.pnrs()
            .map(Filter::Pnr)
            .chain(self.ages().map(Filter::Age))
            .chain(self.municipalities().map(Filter::Municipality))
            .chain(self.events().map(Filter::Event))
            .chain(self.no_filter.then_some(Filter::NoFilter))
    }

    /// The PNRs in the set.
    pub fn pnrs(&self) -> impl Iterator<Item = Pnr> + Clone {
        self.pnrs.iter().copied()
    }

    /// The age ranges in the set.
    pub fn ages(&self) -> impl Iterator<Item = AgeRange> + Clone {
        self.ages.iter().copied()
    }

    /// The municipality codes in the set.
    pub fn municipalities(&self) -> impl Iterator<Item = MunicipalityCode> + Clone {
        self.municipalities.iter().copied()
    }

    /// The event codes in the set.
    pub fn events(&self) -> impl Iterator<Item = EventCode> + Clone {
        self.events.iter().copied()
    }

    /// The kinds of which there is at least one filter.
    pub fn kinds(&self) -> FilterKinds {
        let set = [
            (FilterKind::Pnr, !self.pnrs.is_empty()),
            (FilterKind::Age, !self.ages.is_empty()),
            (FilterKind::Municipality, !self.municipalities.is_empty()),
            (FilterKind::Event, !self.events.is_empty()),
            (FilterKind::NoFilter, self.no_filter),
        ];
        set.into_iter().filter(|(_, is_set)| *is_set).map(|(kind, _)| kind).collect()
    }

    /// What turns this set into `other`.
    pub fn difference(&self, other: &Self) -> Difference {
        let of_one = |one: &Self, other: &Self| -> Vec<Filter> {
            one.iter().filter(|filter| !other.contains(filter)).collect()
        };
        Difference { added: of_one(other, self), removed: of_one(self, other) }
    }

    /// The verdict on one person. It equals the result of [`Filter::reason`] over all filters, but uses look-ups.
    pub fn verdict(&self, combination: Combination, facts: &MatchFacts<'_>) -> Verdict {
        combination.evaluate(self.kinds(), self.reason(facts))
    }

    fn reason(&self, facts: &MatchFacts<'_>) -> Reason {
        let when = |matched: bool, reason| if matched { reason } else { Reason::NONE };
        let is_among = |code: Option<MunicipalityCode>| {
            code.is_some_and(|code| self.municipalities.contains(&code))
        };
        let is_of_age = |age| self.ages().any(|range| range.contains(age));
        when(self.pnrs.contains(&facts.pnr), Reason::PNR)
            | when(facts.age.is_some_and(is_of_age), Reason::AGE)
            | when(is_among(facts.lives_in), Reason::LIVES_HERE)
            | when(is_among(facts.lived_in), Reason::LIVED_HERE)
            | when(facts.events.iter().any(|code| self.events.contains(code)), Reason::EVENT)
            | when(self.no_filter, Reason::NO_FILTER)
    }
}

impl FromIterator<Filter> for FilterSet {
    fn from_iter<I: IntoIterator<Item = Filter>>(filters: I) -> Self {
        let mut set = Self::default();
        for filter in filters {
            set.insert(filter);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use civil::Age;
    use proptest::prelude::*;

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
    fn each_kind_is_matched_by_its_own_filters() {
        let facts = MatchFacts {
            pnr: "0101701234".parse().unwrap(),
            age: Some(Age::new(17)),
            lives_in: "0101".parse().ok(),
            lived_in: "0751".parse().ok(),
            events: &["A21".parse().unwrap(), "A01".parse().unwrap()],
        };
        let reason = |line| match set(&[line]).verdict(Combination::Any, &facts) {
            Verdict::Deliver(reason) => reason,
            Verdict::Exclude(_) => Reason::NONE,
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

    const LINES: [&str; 12] = [
        "pnr 0101701234",
        "pnr 0202701234",
        "age 0-17",
        "age 17-30",
        "age 60-99",
        "municipality 101",
        "municipality 751",
        "municipality 147",
        "event A01",
        "event A21",
        "event P03",
        "no-filter",
    ];

    proptest! {
        /// Evaluating one filter at a time is the reference.
        #[test]
        fn the_set_says_what_its_filters_say(
            chosen in prop::sample::subsequence(&LINES[..], 0..LINES.len()),
            (age, lives, lived) in (0u16..90, 0usize..4, 0usize..4),
            events in prop::sample::subsequence(vec!["A01", "A21", "A05"], 0..3),
        ) {
            let places = [None, "0101".parse().ok(), "0751".parse().ok(), "0999".parse().ok()];
            let events: Vec<EventCode> = events.iter().map(|code| code.parse().unwrap()).collect();
            let facts = MatchFacts {
                pnr: "0101701234".parse().unwrap(),
                age: Some(Age::new(age)),
                lives_in: places[lives],
                lived_in: places[lived],
                events: &events,
            };
            let set = set(&chosen);
            let each = set.iter().fold(Reason::NONE, |all, filter| all | filter.reason(&facts));
            prop_assert_eq!(set.reason(&facts), each);
            let kinds: FilterKinds = set.iter().map(|filter| filter.kind()).collect();
            prop_assert_eq!((set.kinds(), set.len(), set.is_empty()), (kinds, chosen.len(), chosen.is_empty()));
            let mut left = set.clone();
            for filter in set.iter() {
                prop_assert!(left.contains(&filter) && !left.insert(filter) && left.remove(&filter));
                prop_assert!(!left.contains(&filter) && !left.remove(&filter));
            }
            prop_assert!(left.is_empty());
        }
    }
}
