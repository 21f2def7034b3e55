use filters::{Filter, FilterKind, FilterSet};

use super::filter_edit::FilterEdit;

/// What is left of a change that waits for approval, after a later one that took effect: as if the first had been there before
/// it. Otherwise an approval would bring back what was removed since, or remove what was added since.
#[derive(Debug)]
pub(crate) enum Remainder {
    /// All of it.
    Unchanged,
    /// Something was taken back: so many filters.
    Less(FilterEdit, u64),
    /// Nothing.
    Nothing,
}

impl Remainder {
    /// What is left of `waiting`; `current` reads the filters in force before the later change.
    ///
    /// # Errors
    /// Those of `current`.
    pub(crate) fn of<E>(
        waiting: &FilterEdit,
        later: &LaterEdit,
        current: impl FnOnce() -> Result<FilterSet, E>,
    ) -> Result<Self, E> {
        let is_taken_back = |filter: &Filter| later.removes(filter);
        Ok(match waiting {
            FilterEdit::Add(filters) => Self::but(filters, is_taken_back, FilterEdit::Add),
            FilterEdit::AddFor(filters, need) => {
                Self::but(filters, is_taken_back, |rest| FilterEdit::AddFor(rest, need.clone()))
            }
            FilterEdit::Remove(filters) => {
                Self::but(filters, |filter| later.adds(filter), FilterEdit::Remove)
            }
            FilterEdit::RemoveKind(kind) if later.adds_of(*kind) => {
                let current = current()?;
                let of_kind: Vec<Filter> =
                    current.iter().filter(|filter| filter.kind() == *kind).collect();
                match Self::but(&of_kind, |filter| later.adds(filter), FilterEdit::Remove) {
                    // What it would remove is not there yet.
                    Self::Unchanged => Self::Less(FilterEdit::Remove(of_kind), 0),
                    rest => rest,
                }
            }
            FilterEdit::RemoveKind(_) => Self::Unchanged,
            FilterEdit::Set(_) if later.is_set => Self::Nothing,
            FilterEdit::Set(set) => {
                let filters: Vec<Filter> = set.iter().collect();
                let rest = |rest: Vec<Filter>| FilterEdit::Set(rest.into_iter().collect());
                Self::but(&filters, is_taken_back, rest)
            }
        })
    }

    fn but(
        filters: &[Filter],
        is_taken_back: impl Fn(&Filter) -> bool,
        edit: impl FnOnce(Vec<Filter>) -> FilterEdit,
    ) -> Self {
        let rest: Vec<Filter> =
            filters.iter().filter(|filter| !is_taken_back(filter)).copied().collect();
        match filters.len() - rest.len() {
            0 => Self::Unchanged,
            _ if rest.is_empty() => Self::Nothing,
            taken_back => Self::Less(edit(rest), taken_back as u64),
        }
    }
}

/// What a later change adds and removes.
#[derive(Debug, Default)]
pub(crate) struct LaterEdit {
    added: FilterSet,
    removed: FilterSet,
    removed_kind: Option<FilterKind>,
    /// Whether `added` are all filters.
    is_set: bool,
}

impl LaterEdit {
    /// Whether it removes anything: only then is there something to be taken back of additions.
    pub(crate) fn is_removal(&self) -> bool {
        self.is_set || self.removed_kind.is_some() || !self.removed.is_empty()
    }

    fn adds(&self, filter: &Filter) -> bool {
        self.added.contains(filter)
    }

    fn adds_of(&self, kind: FilterKind) -> bool {
        self.added.kinds().has(kind)
    }

    fn removes(&self, filter: &Filter) -> bool {
        self.removed.contains(filter)
            || self.removed_kind == Some(filter.kind())
            || self.is_set && !self.added.contains(filter)
    }
}

impl From<&FilterEdit> for LaterEdit {
    fn from(edit: &FilterEdit) -> Self {
        match edit {
            FilterEdit::Add(filters) | FilterEdit::AddFor(filters, _) => {
                Self { added: filters.iter().copied().collect(), ..Self::default() }
            }
            FilterEdit::Remove(filters) => {
                Self { removed: filters.iter().copied().collect(), ..Self::default() }
            }
            FilterEdit::RemoveKind(kind) => Self { removed_kind: Some(*kind), ..Self::default() },
            FilterEdit::Set(set) => Self { added: set.clone(), is_set: true, ..Self::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn filters(lines: &[&str]) -> Vec<Filter> {
        lines.iter().map(|line| line.parse().unwrap()).collect()
    }

    fn set(lines: &[&str]) -> FilterSet {
        filters(lines).into_iter().collect()
    }

    /// What is left, as text.
    fn rest(waiting: &FilterEdit, later: &FilterEdit) -> String {
        let current = || Ok::<_, Infallible>(set(&["age 0-17", "age 65-99", "municipality 751"]));
        match Remainder::of(waiting, &LaterEdit::from(later), current).unwrap() {
            Remainder::Unchanged => "unchanged".to_owned(),
            Remainder::Less(edit, number) => format!("{number}: {edit:?}"),
            Remainder::Nothing => "nothing".to_owned(),
        }
    }

    fn less(number: u64, edit: &FilterEdit) -> String {
        format!("{number}: {edit:?}")
    }

    use FilterEdit::{Add, Remove, RemoveKind, Set};

    #[test]
    fn addition_that_waits_loses_what_is_removed_later() {
        let both = ["municipality 101", "pnr 0101701234"];
        let waiting = Add(filters(&both));
        let left = less(1, &Add(filters(&both[..1])));
        assert_eq!(rest(&waiting, &Remove(filters(&both[1..]))), left);
        assert_eq!(rest(&waiting, &RemoveKind(FilterKind::Pnr)), left);
        assert_eq!(rest(&waiting, &Set(set(&both[..1]))), left);
        assert_eq!(rest(&waiting, &Remove(filters(&both))), "nothing");
        assert_eq!(rest(&waiting, &Remove(filters(&["age 0-17"]))), "unchanged");
        assert_eq!(rest(&waiting, &Add(filters(&both))), "unchanged");
    }

    #[test]
    fn removal_that_waits_loses_what_is_added_later() {
        let waiting = Remove(filters(&["age 0-17", "municipality 751"]));
        let left = less(1, &Remove(filters(&["municipality 751"])));
        assert_eq!(rest(&waiting, &Add(filters(&["age 0-17"]))), left);
        assert_eq!(rest(&waiting, &RemoveKind(FilterKind::Age)), "unchanged");
        let kind = RemoveKind(FilterKind::Age);
        let of_kind = |lines| Remove(filters(lines));
        assert_eq!(rest(&kind, &Add(filters(&["age 0-17"]))), less(1, &of_kind(&["age 65-99"])));
        let new = rest(&kind, &Add(filters(&["age 18-20"])));
        assert_eq!(new, less(0, &of_kind(&["age 0-17", "age 65-99"])), "it is not removed then");
        assert_eq!(rest(&kind, &Add(filters(&["municipality 101"]))), "unchanged");
    }

    #[test]
    fn set_that_waits_loses_what_is_removed_and_ends_with_another_set() {
        let waiting = Set(set(&["age 0-17", "municipality 101"]));
        let left = less(1, &Set(set(&["age 0-17"])));
        assert_eq!(rest(&waiting, &Remove(filters(&["municipality 101"]))), left);
        assert_eq!(rest(&waiting, &Set(set(&["age 0-17"]))), "nothing");
        assert_eq!(rest(&waiting, &Add(filters(&["age 18-20"]))), "unchanged");
    }
}
