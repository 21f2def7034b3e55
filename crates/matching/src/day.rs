use filters::{CompiledIndex, FilterKind, Index, Reason};
use jiff::civil::Date;
use store::{Change, MatchInput};

use crate::facts;

/// A changed person whom a subscription receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Index into [`MatchInput::changes`].
    pub change: u32,
    /// Why.
    pub reason: Reason,
}

/// For each planned delivery of the day its hits, in rising order of number.
pub fn match_day(day: &MatchInput, proddto: Date) -> Vec<Vec<Hit>> {
    let index = index(day).compile();
    let mut hits = vec![Vec::new(); day.planned.len()];
    for_each_hit(&index, &day.changes, proddto, |subscription, hit| {
        hits[subscription as usize].push(hit);
    });
    hits
}

/// Calls `hit` for each of the changed persons with each subscription that receives the person, in no particular order.
/// Persons are visited in their order; [`Hit::change`] is the place among them.
pub fn for_each_hit<'a>(
    index: &CompiledIndex,
    changes: impl IntoIterator<Item = &'a Change>,
    proddto: Date,
    mut hit: impl FnMut(u32, Hit),
) {
    let mut buffer = index.scratch();
    for (number, change) in (0u32..).zip(changes) {
        index.for_each_hit(&facts(change, proddto), &mut buffer, |subscription, reason| {
            hit(subscription, Hit { change: number, reason });
        });
    }
}

fn index(day: &MatchInput) -> Index {
    let mut index = Index::new(day.planned.iter().map(|planned| planned.combination));
    for &(subscription, filter) in &day.filters {
        index.add(subscription, filter);
    }
    for &subscription in &day.with_pnrs {
        index.declare_kind(subscription, FilterKind::Pnr);
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
    use filters::PnrSuccession;
    use jiff::civil::date;

    use super::*;

    fn change(number: u64) -> Change {
        Change {
            pnr: Pnr::from_integer(number).unwrap(),
            lives_in: None,
            lived_in: None,
            born: None,
            events: Vec::new(),
            is_protected: false,
        }
    }

    #[test]
    fn no_deliveries_have_no_hits() {
        let day = MatchInput { changes: vec![change(1)], ..MatchInput::default() };
        assert!(match_day(&day, date(2026, 1, 5)).is_empty());
    }

    fn planned(number: i64) -> store::PlannedDelivery {
        let pair = store::DeliveryTerms {
            sftp_user: "test".parse().unwrap(),
            metadata_root: store::MetadataRoot::default(),
            is_signed: false,
            agreement: uuid::Uuid::nil().into(),
            opgavenr: None,
            name: number.to_string(),
            sender: String::new(),
            minimisation: extract::Minimisation::default(),
        };
        let delivery = store::DeliveryId::from_number(number);
        let link = store::ChainHead::default().next(store::DeliveryKind::Day, None);
        store::PlannedDelivery { delivery, combination: filters::Combination::Any, pair, link }
    }

    fn age(from_to: &str) -> filters::Filter {
        format!("age {from_to}").parse().unwrap()
    }

    #[test]
    fn the_age_is_that_of_the_day() {
        let mut turns_18 = change(1);
        turns_18.born = RegisterDate::parse(b"2008-01-05").unwrap();
        let day = MatchInput {
            changes: vec![turns_18],
            planned: vec![planned(1), planned(2)],
            filters: vec![(0, age("0-17")), (1, age("18-99"))],
            ..MatchInput::default()
        };
        let hits = |proddto| match_day(&day, proddto).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(hits(date(2026, 1, 4)), [1, 0]);
        assert_eq!(hits(date(2026, 1, 5)), [0, 1]);
    }

    #[test]
    fn both_numbers_come_to_the_subscription_that_follows() {
        let (old, new) = (change(1), change(2));
        let follow = PnrSuccession { subscription: 1, old: old.pnr, new: new.pnr };
        let day = MatchInput {
            planned: vec![planned(1), planned(2)],
            with_pnrs: vec![1],
            pnrs: vec![(old.pnr, 1)],
            follows: vec![follow],
            changes: vec![old, new],
            ..MatchInput::default()
        };
        let hits = match_day(&day, date(2026, 1, 5));
        let reasons: Vec<Reason> = hits[1].iter().map(|hit| hit.reason).collect();
        assert!(hits[0].is_empty());
        assert_eq!(reasons, [Reason::PNR, Reason::FOLLOWED]);
    }
}
