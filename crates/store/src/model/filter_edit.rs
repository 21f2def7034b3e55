use civil::Pnr;
use filters::{Filter, FilterKind, FilterSet};

/// A change of a subscription's filters, carried out as one.
#[derive(Debug, Clone)]
pub enum FilterEdit {
    /// Puts these in.
    Add(Vec<Filter>),
    /// Takes these out.
    Remove(Vec<Filter>),
    /// Takes out all of a kind.
    RemoveKind(FilterKind),
    /// Makes the set this one.
    Set(FilterSet),
}

impl FilterEdit {
    /// The filters that whoever edits asks for; `None` where none is put in.
    pub(crate) fn asked_for(&self) -> Option<Vec<Filter>> {
        match self {
            Self::Add(filters) => Some(filters.clone()),
            Self::Set(set) => Some(set.iter().collect()),
            Self::Remove(_) | Self::RemoveKind(_) => None,
        }
    }
}

/// The number that replaced a person's, by the person's records in the replica (`001.PNRGAELD`).
pub type Successor<'a> = &'a dyn Fn(&[u8]) -> Option<Pnr>;
