use std::collections::HashMap;

use civil::{EventCode, MunicipalityCode, Pnr};

use crate::{
    Combination, Filter, FilterKind, FilterKinds, MatchFacts, PnrSuccession, Reason, Verdict,
};

/// The filters of all subscriptions, from value to subscriptions: filled first, then [compiled](Index::compile).
///
/// PNR filters on persons outside the day's extract can be left out, as long as [`Index::declare_kind`] says that the
/// subscription has some.
#[derive(Debug, Default)]
pub struct Index {
    rules: Vec<Rule>,
    pnrs: Vec<(Pnr, u32, Reason)>,
    ages: Vec<Vec<u32>>,
    municipalities: HashMap<MunicipalityCode, Vec<u32>>,
    events: HashMap<EventCode, Vec<u32>>,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    combination: Combination,
    kinds: FilterKinds,
}

impl Index {
    /// An index without filters. A subscription is known by its position in `combinations`.
    pub fn new(combinations: impl IntoIterator<Item = Combination>) -> Self {
        let rule = |combination| Rule { combination, kinds: FilterKinds::EMPTY };
        Self { rules: combinations.into_iter().map(rule).collect(), ..Self::default() }
    }

    /// Says that the subscription has filters of a kind, even if none of them is added.
    ///
    /// # Panics
    /// When there is no such subscription.
    pub fn declare_kind(&mut self, subscription: u32, kind: FilterKind) {
        let kinds = &mut self.rules[subscription as usize].kinds;
        *kinds = kinds.with(kind);
    }

    /// Adds a filter.
    ///
    /// # Panics
    /// When there is no such subscription.
    pub fn add(&mut self, subscription: u32, filter: Filter) {
        self.declare_kind(subscription, filter.kind());
        match filter {
            Filter::Pnr(pnr) => self.pnrs.push((pnr, subscription, Reason::PNR)),
            Filter::Municipality(code) => {
                self.municipalities.entry(code).or_default().push(subscription);
            }
            Filter::Event(code) => self.events.entry(code).or_default().push(subscription),
            Filter::Age(range) => {
                let end = usize::from(range.end());
                if self.ages.len() <= end {
                    self.ages.resize_with(end + 1, Vec::new);
                }
                for year in &mut self.ages[usize::from(range.start())..=end] {
                    year.push(subscription);
                }
            }
            Filter::NoFilter => {}
        }
    }

    /// Adds a number that follows one it replaced.
    ///
    /// # Panics
    /// When there is no such subscription.
    pub fn add_follow(&mut self, follow: &PnrSuccession<u32>) {
        self.declare_kind(follow.subscription, FilterKind::Pnr);
        self.pnrs.push((follow.new, follow.subscription, Reason::FOLLOWED));
    }

    /// The index in the form that is queried.
    pub fn compile(mut self) -> CompiledIndex {
        self.pnrs.sort_unstable_by_key(|&(pnr, subscription, _)| (pnr, subscription));
        let everyone = (0u32..)
            .zip(&self.rules)
            .filter(|(_, rule)| rule.kinds.has(FilterKind::NoFilter))
            .map(|(subscription, _)| subscription)
            .collect();
        CompiledIndex { index: self, everyone }
    }
}

/// A compiled [`Index`]: finds the subscriptions that receive a person. The cost depends on the filters that match the
/// person, not on the number of subscriptions.
#[derive(Debug)]
pub struct CompiledIndex {
    index: Index,
    everyone: Vec<u32>,
}

/// Working memory for [`CompiledIndex::for_each_hit`], reused from person to person.
#[derive(Debug)]
pub struct MatchBuffer {
    matched: Vec<Reason>,
    touched: Vec<u32>,
}

impl CompiledIndex {
    /// Working memory that fits this index.
    pub fn scratch(&self) -> MatchBuffer {
        MatchBuffer { matched: vec![Reason::NONE; self.index.rules.len()], touched: Vec::new() }
    }

    /// Calls `hit` with each subscription that receives the person, and the reason, in no particular order.
    pub fn for_each_hit(
        &self,
        facts: &MatchFacts<'_>,
        scratch: &mut MatchBuffer,
        mut hit: impl FnMut(u32, Reason),
    ) {
        self.touch_all(facts, scratch);
        for subscription in scratch.touched.drain(..) {
            let slot = subscription as usize;
            let matched = std::mem::take(&mut scratch.matched[slot]);
            let rule = self.index.rules[slot];
            if let Verdict::Deliver(reason) = rule.combination.evaluate(rule.kinds, matched) {
                hit(subscription, reason);
            }
        }
    }

    /// Notes every subscription with a matching filter. A subscription without one never receives: see
    /// [`Combination::evaluate`].
    fn touch_all(&self, facts: &MatchFacts<'_>, scratch: &mut MatchBuffer) {
        let index = &self.index;
        let from = index.pnrs.partition_point(|&(pnr, ..)| pnr < facts.pnr);
        for &(_, subscription, reason) in
            index.pnrs[from..].iter().take_while(|&&(pnr, ..)| pnr == facts.pnr)
        {
            scratch.touch(subscription, reason);
        }
        let of_age = facts.age.and_then(|age| index.ages.get(usize::from(age.years())));
        scratch.touch_each(of_age, Reason::AGE);
        let lives = facts.lives_in.and_then(|code| index.municipalities.get(&code));
        scratch.touch_each(lives, Reason::LIVES_HERE);
        let lived = facts.lived_in.and_then(|code| index.municipalities.get(&code));
        scratch.touch_each(lived, Reason::LIVED_HERE);
        for event in facts.events {
            scratch.touch_each(index.events.get(event), Reason::EVENT);
        }
        scratch.touch_each(Some(&self.everyone), Reason::NO_FILTER);
    }
}

impl MatchBuffer {
    fn touch(&mut self, subscription: u32, reason: Reason) {
        let matched = &mut self.matched[subscription as usize];
        if matched.is_none() {
            self.touched.push(subscription);
        }
        *matched |= reason;
    }

    fn touch_each(&mut self, subscriptions: Option<&Vec<u32>>, reason: Reason) {
        for &subscription in subscriptions.into_iter().flatten() {
            self.touch(subscription, reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use civil::Age;
    use proptest::prelude::*;

    use super::*;
    use crate::FilterSet;

    fn filter() -> impl Strategy<Value = Filter> {
        prop_oneof![
            (0u64..12).prop_map(|n| Filter::Pnr(Pnr::from_integer(n).unwrap())),
            (0u16..8, 0u16..4).prop_map(|(start, more)| Filter::Age(
                civil::AgeRange::new(start, start + more).unwrap()
            )),
            (1u16..5)
                .prop_map(|n| Filter::Municipality(MunicipalityCode::from_integer(n).unwrap())),
            (0u8..4).prop_map(|n| Filter::Event(event(n))),
            Just(Filter::NoFilter),
        ]
    }

    fn event(number: u8) -> EventCode {
        EventCode::from_register(&[b'A', b'0', b'0' + number]).unwrap()
    }

    fn combination() -> impl Strategy<Value = Combination> {
        prop_oneof![Just(Combination::Any), Just(Combination::EventsNarrow), Just(Combination::All)]
    }

    proptest! {
        /// The index and the verdict of each set must agree.
        #[test]
        fn the_index_says_what_the_verdict_says(
            subscriptions in prop::collection::vec(
                (combination(), prop::collection::vec(filter(), 0..6)), 0..8),
            pnr in 0u64..12,
            age in prop::option::of(0u16..12),
            lives_in in prop::option::of(1u16..5),
            lived_in in prop::option::of(1u16..5),
            events in prop::collection::vec(0u8..4, 0..3),
        ) {
            let events: Vec<EventCode> = events.into_iter().map(event).collect();
            let facts = MatchFacts {
                pnr: Pnr::from_integer(pnr).unwrap(),
                age: age.map(Age::new),
                lives_in: lives_in.and_then(MunicipalityCode::from_integer),
                lived_in: lived_in.and_then(MunicipalityCode::from_integer),
                events: &events,
            };
            let mut index = Index::new(subscriptions.iter().map(|(combination, _)| *combination));
            let mut expected = Vec::new();
            for (number, (combination, filters)) in (0u32..).zip(subscriptions) {
                filters.iter().for_each(|&filter| index.add(number, filter));
                let set: FilterSet = filters.into_iter().collect();
                if let Verdict::Deliver(reason) = set.verdict(combination, &facts) {
                    expected.push((number, reason));
                }
            }
            let index = index.compile();
            let mut scratch = index.scratch();
            for _ in 0..2 {
                let mut hits = Vec::new();
                index.for_each_hit(&facts, &mut scratch, |sub, reason| hits.push((sub, reason)));
                hits.sort_by_key(|&(sub, _)| sub);
                prop_assert_eq!(&hits, &expected);
            }
        }
    }
}
