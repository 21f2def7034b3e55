//! Who receives whom on a day, and why.

use filters::{FilterKind, Index, Reason};
use jiff::civil::Date;
use store::Day;

/// A changed person whom a subscription receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index into [`Day::changes`].
    pub(crate) change: u32,
    pub(crate) reason: Reason,
}

/// For each planned delivery of the day its hits, in rising order of number.
pub(crate) fn matching(day: &Day, proddto: Date) -> Vec<Vec<Hit>> {
    let index = index(day).compile();
    let mut scratch = index.scratch();
    let mut hits = vec![Vec::new(); day.planned.len()];
    for (number, change) in (0u32..).zip(&day.changes) {
        let facts = filters::Facts {
            pnr: change.pnr,
            age: change.born.and_then(|born| born.age_on(proddto)),
            lives_in: change.lives_in,
            lived_in: change.lived_in,
            events: &change.events,
        };
        index.for_each_hit(&facts, &mut scratch, |subscription, reason| {
            hits[subscription as usize].push(Hit { change: number, reason });
        });
    }
    hits
}

fn index(day: &Day) -> Index {
    let mut index = Index::default();
    for planned in &day.planned {
        index.subscription(planned.combination);
    }
    for &(subscription, filter) in &day.filters {
        index.add(subscription, filter);
    }
    for &subscription in &day.with_pnrs {
        index.has_kind(subscription, FilterKind::Pnr);
    }
    for &(pnr, subscription) in &day.pnrs {
        index.add(subscription, filters::Filter::Pnr(pnr));
    }
    for follow in &day.follows {
        index.add_follow(follow);
    }
    index
}

#[cfg(test)]
mod tests {
    use civil::{Pnr, RegisterDate};
    use filters::Follow;
    use jiff::civil::date;
    use store::Change;

    use super::*;

    fn change(number: u64) -> Change {
        Change {
            pnr: Pnr::from_integer(number).unwrap(),
            lives_in: None,
            lived_in: None,
            born: None,
            events: Vec::new(),
        }
    }

    #[test]
    fn no_deliveries_have_no_hits() {
        let day = Day { changes: vec![change(1)], ..Day::default() };
        assert!(matching(&day, date(2026, 1, 5)).is_empty());
    }

    #[test]
    fn the_age_is_that_of_the_day() {
        let mut turns_18 = change(1);
        turns_18.born = RegisterDate::parse(b"2008-01-05").unwrap();
        let facts =
            |day: Date| turns_18.born.and_then(|born| born.age_on(day)).map(civil::Age::years);
        assert_eq!((facts(date(2026, 1, 4)), facts(date(2026, 1, 5))), (Some(17), Some(18)));
    }

    #[test]
    fn follows_name_their_subscription() {
        let follow = Follow {
            subscription: 0,
            old: Pnr::from_integer(1).unwrap(),
            new: Pnr::from_integer(2).unwrap(),
        };
        let day = Day { follows: vec![follow], ..Day::default() };
        let mut with_rule = index(&Day::default());
        with_rule.subscription(filters::Combination::Any);
        assert_eq!(day.follows.len(), 1);
    }
}
