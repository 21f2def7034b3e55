use filters::{FilterKind, FilterKinds, FilterSet};
use store::LoadSelection;

/// Why a subscription cannot have a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoadNotPossible {
    /// It has no filters.
    #[error("the subscription has no filters: set some first, since they choose the persons")]
    NoFilters,
    /// It has only event codes.
    #[error(
        "the subscription has event codes alone, which choose no persons: order one of everybody \
         with `--kinds all`, or set filters that choose"
    )]
    EventsAlone,
    /// It has no filter of the requested kind.
    #[error("the subscription has no {} filter", .0.as_str())]
    NoSuchKind(FilterKind),
    /// It would be restricted to an empty list.
    #[error("a load of nobody: there is nothing to catch up")]
    EmptySelection,
}

/// Checks that a subscription with these filters can have such a load.
///
/// # Errors
/// [`LoadNotPossible`], the reason.
pub fn check_selection(filters: &FilterSet, kinds: LoadSelection) -> Result<(), LoadNotPossible> {
    let set = filters.kinds();
    let chooses = set.minus(FilterKinds::EMPTY.with(FilterKind::Event));
    match kinds {
        _ if set.is_empty() => Err(LoadNotPossible::NoFilters),
        LoadSelection::Only(kind) if !set.has(kind) => Err(LoadNotPossible::NoSuchKind(kind)),
        LoadSelection::Filters if chooses.is_empty() => Err(LoadNotPossible::EventsAlone),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use filters::Filter;

    use super::*;

    fn set(lines: &[&str]) -> FilterSet {
        lines.iter().map(|line| line.parse::<Filter>().unwrap()).collect()
    }

    #[test]
    fn check_selection_of_filters_that_choose_nobody_is_refused() {
        let refused = |lines: &[&str], kinds| check_selection(&set(lines), kinds).err();
        assert_eq!(refused(&[], LoadSelection::All), Some(LoadNotPossible::NoFilters));
        assert_eq!(
            refused(&["event A01"], LoadSelection::Filters),
            Some(LoadNotPossible::EventsAlone)
        );
        assert_eq!(refused(&["event A01"], LoadSelection::All), None);
        let age = LoadSelection::Only(FilterKind::Age);
        assert_eq!(
            refused(&["pnr 0101700001"], age),
            Some(LoadNotPossible::NoSuchKind(FilterKind::Age))
        );
        assert_eq!(refused(&["no-filter"], LoadSelection::Filters), None);
    }
}
