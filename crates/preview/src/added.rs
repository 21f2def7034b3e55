use std::collections::BTreeSet;

use civil::EventCode;
use filters::{Combination, FilterKind, FilterKinds, FilterSet};
use matching::LoadFilter;
use store::{Store, StoreError};

/// How many persons of the replica a subscription could get after a change of filters and not before it: one scan, on one
/// thread. Where the change lets events choose more, or no longer restrict, everybody counts whom a day may bring. `None`
/// while the replica is empty.
pub fn persons_added(
    store: &Store,
    combination: Combination,
    (before, after): (&FilterSet, &FilterSet),
) -> Result<Option<u64>, StoreError> {
    let Some(day) = store.last_applied()?.and_then(|run| run.header) else { return Ok(None) };
    let filter = |set| LoadFilter::of_subscription(set, combination, day.proddto);
    let (chosen_before, chosen) = (filter(before), filter(after));
    let by_events = ByEvents::of(combination, before, after);
    let mut added = 0;
    store.scan_index(&mut |row| {
        let is_added = match by_events {
            ByEvents::Nobody => chosen.choose(row).is_some() && chosen_before.choose(row).is_none(),
            ByEvents::RestOfSet => chosen.choose(row).is_some(),
            ByEvents::Everybody => true,
        };
        added += u64::from(is_added);
    })?;
    Ok(Some(added))
}

/// Whom a change brings through events, as far as that can be said before the events happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByEvents {
    /// Nobody whom it does not bring otherwise.
    Nobody,
    /// Whoever the other filters choose: events restrict these less than before.
    RestOfSet,
    /// Everybody: an event chooses alone, or beside the others.
    Everybody,
}

impl ByEvents {
    fn of(combination: Combination, before: &FilterSet, after: &FilterSet) -> Self {
        if before.kinds().has(FilterKind::NoFilter) {
            return Self::Nobody;
        }
        let events = |set: &FilterSet| set.events().collect::<BTreeSet<EventCode>>();
        let (events_before, events) = (events(before), events(after));
        let has_new = !events.is_subset(&events_before);
        match combination {
            Combination::Any if has_new => Self::Everybody,
            Combination::Any => Self::Nobody,
            Combination::EventsNarrow | Combination::All => {
                let choose_alone =
                    |set: FilterKinds| set == FilterKinds::EMPTY.with(FilterKind::Event);
                let is_less_restricted =
                    !events_before.is_empty() && (has_new || events.is_empty());
                if choose_alone(after.kinds()) && (has_new || !choose_alone(before.kinds())) {
                    Self::Everybody
                } else if is_less_restricted {
                    Self::RestOfSet
                } else {
                    Self::Nobody
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(lines: &[&str]) -> FilterSet {
        lines.iter().map(|line| line.parse::<filters::Filter>().unwrap()).collect()
    }

    fn by_events(combination: Combination, before: &[&str], after: &[&str]) -> ByEvents {
        ByEvents::of(combination, &set(before), &set(after))
    }

    use Combination::{All, Any, EventsNarrow};

    #[test]
    fn new_event_beside_others_brings_everybody() {
        let (before, after) = (["age 0-17", "event A01"], ["age 0-17", "event A01", "event A02"]);
        assert_eq!(by_events(Any, &before, &after), ByEvents::Everybody);
        assert_eq!(by_events(Any, &after, &before), ByEvents::Nobody);
        assert_eq!(by_events(Any, &["no-filter"], &["no-filter", "event A01"]), ByEvents::Nobody);
    }

    #[test]
    fn event_that_restricts_less_brings_the_rest_of_the_set() {
        let (narrow, wide) = (["age 0-17", "event A01"], ["age 0-17", "event A01", "event A02"]);
        for combination in [EventsNarrow, All] {
            let by_events = |before: &[&str], after: &[&str]| by_events(combination, before, after);
            assert_eq!(by_events(&narrow, &wide), ByEvents::RestOfSet);
            assert_eq!(by_events(&narrow, &["age 0-17"]), ByEvents::RestOfSet);
            assert_eq!(by_events(&["age 0-17"], &narrow), ByEvents::Nobody, "it restricts");
            assert_eq!(by_events(&wide, &narrow), ByEvents::Nobody);
        }
    }

    #[test]
    fn event_that_is_left_alone_brings_everybody() {
        for combination in [EventsNarrow, All] {
            let by_events = |before: &[&str], after: &[&str]| by_events(combination, before, after);
            assert_eq!(by_events(&["age 0-17", "event A01"], &["event A01"]), ByEvents::Everybody);
            assert_eq!(by_events(&[], &["event A01"]), ByEvents::Everybody);
            assert_eq!(by_events(&["event A01"], &["event A01"]), ByEvents::Nobody);
        }
    }
}
