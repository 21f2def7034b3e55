use filters::{Combination, Filter, FilterKind, FilterSet};

use crate::effect::{Cell, Effect, Volume, Work};
use crate::figure::Figure;

/// Figures of persons below this are not shown to those who may not look persons up.
const FEWEST: u64 = 5;
/// To which their figures of persons, of records and of bytes are rounded: some persons each.
const STEPS: [u64; 3] = [5, 100, 100_000];

/// How precise the figures are: by whether the caller may look persons up.
///
/// Who may not could do so by previews. A figure under five persons is hidden; so that none can be computed from others, all
/// are rounded. But two previews that differ in one number would still tell whether there is such a person, and with another
/// filter beside it where the person lives: some known numbers more lift the figure over any threshold. So numbers that are
/// not in force are not looked for, and where numbers are combined with other kinds nothing is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// Every figure, for whoever may look persons up.
    Exact,
    /// Rounded, and hidden where few persons are meant.
    Rounded,
}

impl Precision {
    pub(crate) fn effect(self, effect: Effect<u64>) -> Effect<Figure> {
        let Effect { before, after, added, removed } = effect;
        let [before, after, added, removed] =
            [before, after, added, removed].map(|it| self.volume(it));
        Effect { before, after, added, removed }
    }

    fn volume(self, volume: Volume<u64>) -> Volume<Figure> {
        let Volume { persons, records, bytes } = volume;
        Volume {
            persons: self.persons(persons),
            records: self.figure(records, persons, STEPS[1]),
            bytes: self.figure(bytes, persons, STEPS[2]),
        }
    }

    pub(crate) fn cell(self, cell: Cell<u64>) -> Cell<Figure> {
        Cell { before: self.persons(cell.before), after: self.persons(cell.after) }
    }

    pub(crate) fn work(self, work: Work<u64>) -> Work<Figure> {
        Work {
            alone: self.persons(work.alone),
            only: self.persons(work.only),
            kept_out: self.persons(work.kept_out),
        }
    }

    /// A figure of persons.
    pub fn persons(self, persons: u64) -> Figure {
        self.figure(persons, persons, STEPS[0])
    }

    fn figure(self, value: u64, persons: u64, step: u64) -> Figure {
        match self {
            Self::Exact => Figure::shown(value),
            Self::Rounded if persons < FEWEST => Figure::HIDDEN,
            Self::Rounded => Figure::shown((value + step / 2) / step * step),
        }
    }

    /// The filters that are matched, of those before and after a change; `None` when nothing may be counted.
    pub(crate) fn matched(
        self,
        combination: Combination,
        (before, after): (&FilterSet, &FilterSet),
    ) -> Option<(FilterSet, FilterSet)> {
        if self == Self::Exact {
            return Some((before.clone(), after.clone()));
        }
        let has_numbers = |set: &FilterSet| set.kinds().has(FilterKind::Pnr);
        if combination != Combination::Any && (has_numbers(before) || has_numbers(after)) {
            return None;
        }
        let is_matched =
            |filter: &Filter| filter.kind() != FilterKind::Pnr || before.contains(filter);
        Some((before.clone(), after.iter().filter(is_matched).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(lines: &[&str]) -> FilterSet {
        lines.iter().map(|line| line.parse::<Filter>().unwrap()).collect()
    }

    #[test]
    fn figures_are_hidden_under_five_persons_and_rounded_from_there_on() {
        let shown = |persons| Precision::Rounded.persons(persons).get();
        assert_eq!([0, 1, 4].map(shown), [None; 3]);
        assert_eq!([5, 7, 8, 1002, 1003].map(shown), [5, 5, 10, 1000, 1005].map(Some));
        let sizes = |persons| {
            let volume = Volume { persons, records: 149, bytes: 150_000 };
            let Volume { persons, records, bytes } = Precision::Rounded.volume(volume);
            [persons, records, bytes].map(Figure::get)
        };
        assert_eq!(sizes(4), [None; 3]);
        assert_eq!(sizes(5), [Some(5), Some(100), Some(200_000)]);
        assert_eq!(Precision::Exact.persons(1).get(), Some(1));
    }

    /// Whatever is asked, the answer does not depend on whether there is a person of a number that is not in force.
    #[test]
    fn numbers_that_are_not_in_force_are_not_looked_for() {
        let (before, after) =
            (set(&["pnr 0101701234"]), set(&["pnr 0101701234", "pnr 0202701234"]));
        let matched = |combination| Precision::Rounded.matched(combination, (&before, &after));
        assert_eq!(matched(Combination::Any), Some((before.clone(), before.clone())));
        assert_eq!(matched(Combination::All), None);
        assert_eq!(matched(Combination::EventsNarrow), None);
        let exact = Precision::Exact.matched(Combination::All, (&before, &after));
        assert_eq!(exact, Some((before.clone(), after.clone())));
        let without = (&set(&[]), &set(&["age 0-17", "municipality 751"]));
        assert!(Precision::Rounded.matched(Combination::All, without).is_some());
    }
}
