use filters::FilterKind;
use serde::{Deserialize, Serialize};
use store::LoadSelection;
use utoipa::ToSchema;

/// Whom a load is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kinds {
    /// The persons whom the subscription's filters choose.
    #[default]
    Filters,
    /// The persons whom any filter chooses; everyone, for a subscription that has only event codes.
    All,
    /// Of those, the persons whom a PNR filter matches.
    Pnr,
    /// Of those, the persons whom a municipality filter matches.
    Municipality,
    /// Of those, the persons whom an age filter matches.
    Age,
}

impl From<Kinds> for LoadSelection {
    fn from(kinds: Kinds) -> Self {
        match kinds {
            Kinds::Filters => Self::Filters,
            Kinds::All => Self::All,
            Kinds::Pnr => Self::Only(FilterKind::Pnr),
            Kinds::Municipality => Self::Only(FilterKind::Municipality),
            Kinds::Age => Self::Only(FilterKind::Age),
        }
    }
}

impl From<LoadSelection> for Kinds {
    fn from(kinds: LoadSelection) -> Self {
        match kinds {
            LoadSelection::All => Self::All,
            LoadSelection::Only(FilterKind::Pnr) => Self::Pnr,
            LoadSelection::Only(FilterKind::Municipality) => Self::Municipality,
            LoadSelection::Only(FilterKind::Age) => Self::Age,
            // A load of the last two cannot be ordered: they choose nobody, or everybody.
            LoadSelection::Filters
            | LoadSelection::Only(FilterKind::Event | FilterKind::NoFilter) => Self::Filters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_is_listed_by_the_word_that_ordered_it() {
        for kinds in [Kinds::Filters, Kinds::All, Kinds::Pnr, Kinds::Municipality, Kinds::Age] {
            let ordered = LoadSelection::from(kinds);
            assert_eq!(Kinds::from(ordered), kinds);
            assert_eq!(serde_json::to_value(kinds).unwrap(), ordered.as_str());
        }
    }
}
