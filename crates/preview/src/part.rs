use filters::{Filter, FilterKind, FilterSet};

/// The most parts of a set that are looked at one by one.
const MOST: usize = 64;

/// A part of a set of filters: a single filter, or all of a kind. Those on numbers are always one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterPart {
    /// The kind.
    pub kind: FilterKind,
    /// The filter, if it is a single one and not on a number.
    pub filter: Option<Filter>,
    /// How many filters it has.
    pub filters: u64,
}

/// The parts of a set, each with its filters; by kind where single ones would be too many.
pub(crate) fn parts(set: &FilterSet) -> Vec<(FilterPart, FilterSet)> {
    let (numbers, others): (Vec<Filter>, Vec<Filter>) =
        set.iter().partition(|filter| filter.kind() == FilterKind::Pnr);
    let groups: Vec<Vec<Filter>> = match others.len() <= MOST {
        true => others.iter().map(|filter| vec![*filter]).collect(),
        false => {
            others.chunk_by(|one, other| one.kind() == other.kind()).map(<[_]>::to_vec).collect()
        }
    };
    let groups = std::iter::once(numbers).chain(groups).filter(|group| !group.is_empty());
    groups.map(part).collect()
}

fn part(group: Vec<Filter>) -> (FilterPart, FilterSet) {
    let kind = group.first().map_or(FilterKind::Pnr, Filter::kind);
    let single = group.first().copied().filter(|_| group.len() == 1 && kind != FilterKind::Pnr);
    let part = FilterPart { kind, filter: single, filters: group.len() as u64 };
    (part, group.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_one_part_and_other_filters_one_each() {
        let lines = ["pnr 0101701234", "pnr 0202701234", "age 0-17", "municipality 751"];
        let set: FilterSet = lines.iter().map(|line| line.parse::<Filter>().unwrap()).collect();
        let found: Vec<_> = parts(&set)
            .into_iter()
            .map(|(part, set)| (part.kind, part.filters, set.len()))
            .collect();
        let (pnr, age) = (FilterKind::Pnr, FilterKind::Age);
        assert_eq!(found, [(pnr, 2, 2), (age, 1, 1), (FilterKind::Municipality, 1, 1)]);
    }

    #[test]
    fn too_many_filters_are_one_part_a_kind() {
        let ages = (0..MOST).map(|age| format!("age {age}-{age}"));
        let lines = ages.chain(["event A01".to_owned()]);
        let set: FilterSet = lines.map(|line| line.parse::<Filter>().unwrap()).collect();
        let found: Vec<_> =
            parts(&set).into_iter().map(|(part, _)| (part.filters, part.filter)).collect();
        assert_eq!(found, [(MOST as u64, None), (1, "event A01".parse().ok())]);
    }
}
