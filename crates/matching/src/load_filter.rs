use civil::Pnr;
use filters::{Combination, Filter, FilterKind, FilterKinds, FilterSet, Reason, Verdict};
use jiff::civil::Date;
use store::{IndexRow, LoadSelection, LoadWork};

use crate::facts::facts_now;

/// Chooses the persons of a load (`filters.md`): those who match now. Event filters do not apply.
#[derive(Debug)]
pub struct LoadFilter {
    filters: FilterSet,
    combination: Combination,
    kinds: LoadSelection,
    day: Date,
    /// The numbers, in rising order, when only PNR filters choose.
    numbers: Option<Vec<u64>>,
    /// Persons of this filter are left out.
    exclude: Option<Box<Self>>,
    /// The numbers to which it is restricted, in rising order.
    restrict_to: Option<Vec<u64>>,
}

impl LoadFilter {
    /// The persons of a load in progress, with ages as of `day`.
    pub fn of(work: &LoadWork, day: Date) -> Self {
        let filter =
            Self::new(choosing(&work.filters, work.kinds), work.combination, work.kinds, day);
        let filter = match &work.restrict_to {
            Some(restrict_to) => {
                filter.restricted_to(restrict_to.iter().copied().map(Pnr::to_integer).collect())
            }
            None => filter,
        };
        let exclude = work.exclude.as_ref().map(|filters| {
            Box::new(Self::new(choosing(filters, work.kinds), work.combination, work.kinds, day))
        });
        Self { exclude, ..filter }
    }

    /// The persons that a subscription's filters choose, as a load of it would.
    pub fn of_subscription(filters: &FilterSet, combination: Combination, day: Date) -> Self {
        Self::new(
            choosing(filters, LoadSelection::Filters),
            combination,
            LoadSelection::Filters,
            day,
        )
    }

    /// The same, restricted to these numbers, in rising order.
    fn restricted_to(self, numbers: Vec<u64>) -> Self {
        Self { restrict_to: Some(numbers.clone()), numbers: Some(numbers), ..self }
    }

    fn new(filters: FilterSet, combination: Combination, kinds: LoadSelection, day: Date) -> Self {
        let is_by_number = filters.kinds() == FilterKinds::EMPTY.with(FilterKind::Pnr);
        let numbers = is_by_number.then(|| {
            let mut numbers: Vec<u64> = filters.pnrs().map(Pnr::to_integer).collect();
            numbers.sort_unstable();
            numbers
        });
        Self { filters, combination, kinds, day, numbers, restrict_to: None, exclude: None }
    }

    /// Why a person is in the load; `None` when not.
    pub fn choose(&self, row: &IndexRow) -> Option<Reason> {
        let number = row.pnr.to_integer();
        if self
            .restrict_to
            .as_ref()
            .is_some_and(|restrict_to| restrict_to.binary_search(&number).is_err())
        {
            return None;
        }
        if self.exclude.as_ref().is_some_and(|exclude| exclude.choose(row).is_some()) {
            return None;
        }
        let facts = facts_now(row, self.day);
        match (self.filters.verdict(self.combination, &facts), self.kinds) {
            (Verdict::Deliver(reason), LoadSelection::Only(kind)) => {
                reason.kinds().has(kind).then_some(reason)
            }
            (Verdict::Deliver(reason), _) => Some(reason),
            (Verdict::Exclude(_), _) => None,
        }
    }

    /// The lowest number from `from` on that the filters can choose.
    pub fn first_from(&self, from: u64) -> Option<u64> {
        let Some(numbers) = &self.numbers else { return Some(from) };
        numbers.get(numbers.partition_point(|&number| number < from)).copied()
    }
}

/// The filters without those on events; everybody when there are no others and all were requested.
fn choosing(filters: &FilterSet, kinds: LoadSelection) -> FilterSet {
    let choosing: FilterSet =
        filters.iter().filter(|filter| filter.kind() != FilterKind::Event).collect();
    match choosing.is_empty() && !filters.is_empty() && kinds == LoadSelection::All {
        true => std::iter::once(Filter::NoFilter).collect(),
        false => choosing,
    }
}

#[cfg(test)]
mod tests {
    use civil::RegisterDate;
    use jiff::civil::date;

    use super::*;

    fn set(lines: &[&str]) -> FilterSet {
        lines.iter().map(|line| line.parse::<Filter>().unwrap()).collect()
    }

    fn filter(lines: &[&str], combination: Combination, kinds: LoadSelection) -> LoadFilter {
        LoadFilter::new(choosing(&set(lines), kinds), combination, kinds, date(2026, 1, 5))
    }

    /// A child in Aarhus with the number 1.
    fn child() -> IndexRow {
        IndexRow {
            pnr: Pnr::from_integer(101_700_001).unwrap(),
            status: None,
            lives_in: "751".parse().ok(),
            born: RegisterDate::parse(b"2020-01-01").unwrap(),
        }
    }

    #[test]
    fn events_choose_nobody_and_keep_nobody_away() {
        use Combination::{All, Any, EventsNarrow};
        for combination in [Any, EventsNarrow, All] {
            let is_chosen = |lines: &[&str]| {
                filter(lines, combination, LoadSelection::Filters).choose(&child()).is_some()
            };
            assert!(is_chosen(&["municipality 751", "event A01"]));
            assert!(!is_chosen(&["municipality 101", "event A01"]));
            assert!(!is_chosen(&["event A01"]));
        }
        let all = filter(&["event A01"], Any, LoadSelection::All);
        assert!(all.choose(&child()).is_some());
    }

    #[test]
    fn all_kinds_that_are_set_must_match_where_they_must_each_day() {
        let both = ["municipality 751", "age 65-99"];
        let is_chosen =
            |combination, kinds| filter(&both, combination, kinds).choose(&child()).is_some();
        let restrict_to = LoadSelection::Only(FilterKind::Municipality);
        assert!(is_chosen(Combination::Any, LoadSelection::Filters));
        assert!(is_chosen(Combination::Any, restrict_to));
        assert!(!is_chosen(Combination::All, LoadSelection::Filters));
        // Restricted to one kind, a load contains nobody whom the subscription would not receive.
        assert!(!is_chosen(Combination::All, restrict_to));
        assert!(!is_chosen(Combination::Any, LoadSelection::Only(FilterKind::Age)));
    }

    #[test]
    fn numbers_alone_need_no_look_at_others() {
        let numbers = ["pnr 0101700001", "pnr 0202800002"];
        let by_number = filter(&numbers, Combination::Any, LoadSelection::Filters);
        assert_eq!(by_number.first_from(0), Some(101_700_001));
        assert_eq!(by_number.first_from(101_700_002), Some(202_800_002));
        assert_eq!(by_number.first_from(202_800_003), None);
        let others = ["pnr 0101700001", "municipality 751"];
        let others = filter(&others, Combination::Any, LoadSelection::Filters);
        assert_eq!(others.first_from(7), Some(7));
    }
}
