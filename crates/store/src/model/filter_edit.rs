use civil::Pnr;
use filters::{Filter, FilterKind, FilterSet};

use super::need::Need;

/// A change of a subscription's filters, in one transaction.
#[derive(Debug, Clone)]
pub enum FilterEdit {
    /// Adds these.
    Add(Vec<Filter>),
    /// Adds these, and states the need for them; also for those that are there.
    AddFor(Vec<Filter>, Need),
    /// Removes these.
    Remove(Vec<Filter>),
    /// Removes all of a kind.
    RemoveKind(FilterKind),
    /// Replaces the set of PNR filters by this one.
    Set(FilterSet),
}

impl FilterEdit {
    /// The filters that it names; none where it removes a kind.
    pub fn filters(&self) -> Vec<Filter> {
        match self {
            Self::Add(filters) | Self::AddFor(filters, _) | Self::Remove(filters) => {
                filters.clone()
            }
            Self::Set(set) => set.iter().collect(),
            Self::RemoveKind(_) => Vec::new(),
        }
    }

    /// The filters that the author requests; `None` if the edit adds none.
    pub(crate) fn requested(&self) -> Option<Vec<Filter>> {
        match self {
            Self::Add(filters) | Self::AddFor(filters, _) => Some(filters.clone()),
            Self::Set(set) => Some(set.iter().collect()),
            Self::Remove(_) | Self::RemoveKind(_) => None,
        }
    }
}

/// Reads the number that replaced a person's from the person's records (`001.PNRGAELD`).
pub type Successor<'a> = &'a dyn Fn(&[u8]) -> Option<Pnr>;
