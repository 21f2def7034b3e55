use filters::{
    Combination, Filter, FilterKind, FilterKinds, FilterSet, MatchFacts, Reason, Verdict,
};

use crate::effect::Work;
use crate::part::FilterPart;

/// Which parts of a set of filters do the work on a person. Kinds are combined where it is done for deliveries:
/// [`Combination::evaluate`].
pub(crate) struct PartMatcher {
    combination: Combination,
    parts: Vec<Part>,
    all: FilterKinds,
}

struct Part {
    filters: Filters,
    /// The part's kind, unless filters of it do not count.
    kind: FilterKinds,
    /// The kinds of the others.
    without: FilterKinds,
}

enum Filters {
    One(Filter),
    Many(FilterSet),
}

/// Working memory, reused from person to person.
#[derive(Default)]
pub(crate) struct PartBuffer {
    matched: Vec<Reason>,
    /// What the parts behind each one matched.
    behind: Vec<Reason>,
}

impl PartMatcher {
    /// For the changed persons of a day.
    pub(crate) fn of_day(parts: &[(FilterPart, FilterSet)], combination: Combination) -> Self {
        Self::new(parts, combination, |_| true)
    }

    /// For the persons of the replica: filters on events choose nobody and keep nobody away, as with a load.
    pub(crate) fn of_replica(parts: &[(FilterPart, FilterSet)], combination: Combination) -> Self {
        Self::new(parts, combination, |kind| kind != FilterKind::Event)
    }

    fn new(
        parts: &[(FilterPart, FilterSet)],
        combination: Combination,
        counts: impl Fn(FilterKind) -> bool,
    ) -> Self {
        let kinds_but = |but: Option<usize>| {
            let others = parts.iter().enumerate().filter(|(place, _)| Some(*place) != but);
            others.map(|(_, (part, _))| part.kind).filter(|kind| counts(*kind)).collect()
        };
        let part = |(place, (part, set)): (usize, &(FilterPart, FilterSet))| Part {
            filters: part.filter.map_or_else(|| Filters::Many(set.clone()), Filters::One),
            kind: Some(part.kind).into_iter().filter(|kind| counts(*kind)).collect(),
            without: kinds_but(Some(place)),
        };
        let all = kinds_but(None);
        Self { combination, parts: parts.iter().enumerate().map(part).collect(), all }
    }

    /// How many parts there are.
    pub(crate) const fn len(&self) -> usize {
        self.parts.len()
    }

    /// Adds a person to the work of each part.
    pub(crate) fn add(
        &self,
        facts: &MatchFacts<'_>,
        buffer: &mut PartBuffer,
        work: &mut [Work<u64>],
    ) {
        let PartBuffer { matched, behind } = buffer;
        matched.clear();
        matched.extend(self.parts.iter().map(|part| part.reason(facts)));
        behind.clear();
        behind.resize(matched.len() + 1, Reason::NONE);
        for place in (0..matched.len()).rev() {
            behind[place] = behind[place + 1] | matched[place];
        }
        // Nobody is chosen whom no filter matches.
        if behind[0].is_none() {
            return;
        }
        let is_chosen = |kinds, matched| {
            matches!(self.combination.evaluate(kinds, matched), Verdict::Deliver(_))
        };
        let with_all = is_chosen(self.all, behind[0]);
        let mut before = Reason::NONE;
        for (place, (part, work)) in self.parts.iter().zip(work).enumerate() {
            let without = is_chosen(part.without, before | behind[place + 1]);
            work.alone += u64::from(is_chosen(part.kind, matched[place]));
            work.only += u64::from(with_all && !without);
            work.kept_out += u64::from(without && !with_all);
            before |= matched[place];
        }
    }
}

impl Part {
    fn reason(&self, facts: &MatchFacts<'_>) -> Reason {
        match &self.filters {
            Filters::One(filter) => filter.reason(facts),
            Filters::Many(set) => match set.verdict(Combination::Any, facts) {
                Verdict::Deliver(reason) => reason,
                Verdict::Exclude(_) => Reason::NONE,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use civil::{Age, EventCode, Pnr};
    use proptest::prelude::*;

    use super::*;
    use crate::part::parts;

    const FILTERS: [&str; 8] = [
        "pnr 0101701234",
        "pnr 0202701234",
        "age 0-17",
        "age 10-30",
        "municipality 751",
        "municipality 101",
        "event A01",
        "no-filter",
    ];

    fn set(picked: &[bool]) -> FilterSet {
        let picked = FILTERS.iter().zip(picked).filter(|(_, is_in)| **is_in);
        picked.map(|(line, _)| line.parse::<Filter>().unwrap()).collect()
    }

    proptest! {
        /// What the verdicts of the sets say.
        #[test]
        fn work_is_the_difference_of_verdicts(
            picked in prop::collection::vec(any::<bool>(), FILTERS.len()),
            combination in prop::sample::select(vec![Combination::Any, Combination::EventsNarrow, Combination::All]),
            (number, years, lives, happened) in (0..3usize, 0u16..40, 0..3usize, any::<bool>()),
        ) {
            let events: Vec<EventCode> = happened.then(|| "A01".parse().unwrap()).into_iter().collect();
            let facts = MatchFacts {
                pnr: ["0101701234", "0202701234", "0303701234"][number].parse::<Pnr>().unwrap(),
                age: Some(Age::new(years)),
                lives_in: [Some("751"), Some("101"), None][lives].map(|code| code.parse().unwrap()),
                lived_in: None,
                events: &events,
            };
            let set = set(&picked);
            let parts = parts(&set);
            let matcher = PartMatcher::of_day(&parts, combination);
            let mut work = vec![Work::default(); parts.len()];
            matcher.add(&facts, &mut PartBuffer::default(), &mut work);
            let is_chosen = |set: &FilterSet| matches!(set.verdict(combination, &facts), Verdict::Deliver(_));
            for ((_, part), work) in parts.iter().zip(work) {
                let others: FilterSet = set.iter().filter(|filter| !part.contains(filter)).collect();
                let (with, without) = (is_chosen(&set), is_chosen(&others));
                prop_assert_eq!(work.alone == 1, is_chosen(part));
                prop_assert_eq!(work.only == 1, with && !without);
                prop_assert_eq!(work.kept_out == 1, without && !with);
            }
        }
    }
}
