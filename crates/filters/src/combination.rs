use std::fmt;
use std::str::FromStr;

use crate::{FilterKind, FilterKinds, Reason};

/// How the kinds of a subscription's filters work together (`filters.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Combination {
    /// A person matched by any kind is delivered.
    #[default]
    Any,
    /// PNR, age and municipality choose persons (all persons when none of them is set); events, when set, restrict them
    /// to those with such an event.
    EventsNarrow,
    /// Every kind that is set must match.
    All,
}

/// Not a combination's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a combination is one of any, events-narrow, all")]
pub struct UnknownCombination;

/// Whether a person is delivered to a subscription, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Delivered, because of these matches.
    Deliver(Reason),
    /// Not delivered.
    Exclude(NotMatched),
}

/// Why a person is not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMatched {
    /// The subscription has no filters at all.
    NothingSet,
    /// None of the filters matches.
    NothingMatched,
    /// These kinds would have had to match too.
    Missing(FilterKinds),
}

const CHOOSERS: [FilterKind; 3] = [FilterKind::Pnr, FilterKind::Age, FilterKind::Municipality];

impl Combination {
    /// The name on the command line and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::EventsNarrow => "events-narrow",
            Self::All => "all",
        }
    }

    /// The verdict on a person whom `matched` filters match, for a subscription with filters of the kinds `set`. Kinds
    /// are combined here and nowhere else.
    pub fn evaluate(self, set: FilterKinds, matched: Reason) -> Verdict {
        if set.is_empty() {
            return Verdict::Exclude(NotMatched::NothingSet);
        }
        if set.has(FilterKind::NoFilter) {
            return Verdict::Deliver(matched | Reason::NO_FILTER);
        }
        let missing = self.missing(set, matched.kinds());
        match missing {
            _ if matched.is_none() => Verdict::Exclude(NotMatched::NothingMatched),
            missing if missing.is_empty() => Verdict::Deliver(matched),
            missing => Verdict::Exclude(NotMatched::Missing(missing)),
        }
    }

    /// Whether a subscription that loses its last filters of some kinds could get persons whom it did not get with them: a kind
    /// without a filter restricts nobody.
    pub fn widens(self, before: FilterKinds, after: FilterKinds) -> bool {
        let lost = before.minus(after);
        let has_chooser = |kinds: FilterKinds| CHOOSERS.iter().any(|&kind| kinds.has(kind));
        if lost.is_empty() || after.is_empty() || before.has(FilterKind::NoFilter) {
            return false;
        }
        match self {
            Self::Any => false,
            Self::All => true,
            Self::EventsNarrow => {
                lost.has(FilterKind::Event) || has_chooser(before) && !has_chooser(after)
            }
        }
    }

    /// The kinds in `set` that had to match and did not.
    fn missing(self, set: FilterKinds, matched: FilterKinds) -> FilterKinds {
        match self {
            Self::Any => FilterKinds::EMPTY,
            Self::All => set.minus(matched),
            Self::EventsNarrow => {
                let choosers: FilterKinds =
                    CHOOSERS.into_iter().filter(|&kind| set.has(kind)).collect();
                let chosen = choosers.is_empty() || CHOOSERS.iter().any(|&kind| matched.has(kind));
                let unchosen = if chosen { FilterKinds::EMPTY } else { choosers };
                match set.has(FilterKind::Event) && !matched.has(FilterKind::Event) {
                    true => unchosen.with(FilterKind::Event),
                    false => unchosen,
                }
            }
        }
    }
}

impl FromStr for Combination {
    type Err = UnknownCombination;

    fn from_str(word: &str) -> Result<Self, UnknownCombination> {
        [Self::Any, Self::EventsNarrow, Self::All]
            .into_iter()
            .find(|combination| combination.as_str() == word)
            .ok_or(UnknownCombination)
    }
}

impl fmt::Display for Combination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(kinds: &[FilterKind]) -> FilterKinds {
        kinds.iter().copied().collect()
    }

    fn delivered(combination: Combination, set: &[FilterKind], matched: Reason) -> bool {
        matches!(combination.evaluate(kinds(set), matched), Verdict::Deliver(_))
    }

    use Combination::{All, Any, EventsNarrow};
    use FilterKind::{Age, Event, Municipality, NoFilter, Pnr};

    #[test]
    fn nothing_set_delivers_nothing() {
        for combination in [Any, EventsNarrow, All] {
            let verdict = combination.evaluate(FilterKinds::EMPTY, Reason::NONE);
            assert_eq!(verdict, Verdict::Exclude(NotMatched::NothingSet));
        }
    }

    #[test]
    fn no_filter_delivers_everyone_whatever_else_is_set() {
        for combination in [Any, EventsNarrow, All] {
            let verdict = combination.evaluate(kinds(&[NoFilter, Event, Pnr]), Reason::NONE);
            assert_eq!(verdict, Verdict::Deliver(Reason::NO_FILTER));
        }
    }

    /// The kinds and reasons whose bits are set.
    fn of_bits(bits: u32) -> (FilterKinds, Reason) {
        let all = [
            (Pnr, Reason::PNR),
            (Age, Reason::AGE),
            (Municipality, Reason::LIVES_HERE),
            (Event, Reason::EVENT),
            (NoFilter, Reason::NO_FILTER),
        ];
        let picked = || (0..).zip(all).filter(|(at, _)| bits & 1 << at != 0).map(|(_, it)| it);
        let reason = picked().fold(Reason::NONE, |all, (_, reason)| all | reason);
        (picked().map(|(kind, _)| kind).collect(), reason)
    }

    /// Every set of kinds, each part of it that can be left, and each match.
    #[test]
    fn widens_says_whether_anybody_is_delivered_who_was_not() {
        for combination in [Any, EventsNarrow, All] {
            let delivers = |set: u32, matched: u32| {
                let verdict = combination.evaluate(of_bits(set).0, of_bits(matched).1);
                matches!(verdict, Verdict::Deliver(_))
            };
            for (before, after) in (0..32).flat_map(|one| (0..32).map(move |other| (one, other))) {
                if before & after != after {
                    continue;
                }
                let mut matches = (0..32).filter(|matched| matched & before == *matched);
                let is_new =
                    |matched: u32| delivers(after, matched & after) && !delivers(before, matched);
                let widens = combination.widens(of_bits(before).0, of_bits(after).0);
                assert_eq!(widens, matches.any(is_new), "{combination} {before:b} {after:b}");
            }
        }
    }

    #[test]
    fn any_is_a_union() {
        assert!(delivered(Any, &[Pnr, Event], Reason::EVENT));
        assert!(delivered(Any, &[Pnr, Event], Reason::PNR));
        assert!(!delivered(Any, &[Pnr, Event], Reason::NONE));
    }

    #[test]
    fn events_narrow_what_the_others_choose() {
        let set = [Municipality, Pnr, Event];
        assert!(delivered(EventsNarrow, &set, Reason::PNR | Reason::EVENT));
        assert!(delivered(EventsNarrow, &set, Reason::LIVED_HERE | Reason::EVENT));
        assert!(!delivered(EventsNarrow, &set, Reason::PNR));
        assert!(!delivered(EventsNarrow, &set, Reason::EVENT));
        assert!(delivered(EventsNarrow, &[Municipality], Reason::LIVES_HERE));
        assert!(delivered(EventsNarrow, &[Event], Reason::EVENT));
    }

    #[test]
    fn all_wants_every_kind_that_is_set() {
        assert!(delivered(All, &[Municipality, Age], Reason::LIVES_HERE | Reason::AGE));
        assert!(!delivered(All, &[Municipality, Age, Event], Reason::LIVES_HERE | Reason::AGE));
        let verdict = All.evaluate(kinds(&[Municipality, Age, Event]), Reason::AGE);
        let missing = kinds(&[Municipality, Event]);
        assert_eq!(verdict, Verdict::Exclude(NotMatched::Missing(missing)));
    }

    #[test]
    fn a_followed_number_is_a_pnr_match() {
        assert!(delivered(All, &[Pnr], Reason::FOLLOWED));
    }

    #[test]
    fn names_are_read_as_written() {
        for combination in [Any, EventsNarrow, All] {
            assert_eq!(combination.to_string().parse(), Ok(combination));
        }
        assert_eq!("ANY".parse::<Combination>(), Err(UnknownCombination));
    }
}
