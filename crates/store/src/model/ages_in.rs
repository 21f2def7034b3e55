use std::collections::HashSet;

use civil::Pnr;
use filters::{Combination, FilterSet};
use jiff::civil::Date;

use super::ids::{AgreementId, RunId};

/// An agreement that has persons delivered on the day on which they enter an age range, with an extract for which that is
/// not done.
#[derive(Debug, Clone)]
pub struct AgesIn {
    /// The agreement.
    pub agreement: AgreementId,
    /// The last extract that was applied.
    pub run: RunId,
    /// Its PRODDTO.
    pub day: Date,
    /// PRODDTO up to which it is done; `None` when there was no extract before.
    pub since: Option<Date>,
    /// The filters with which the extract was matched.
    pub filters: FilterSet,
    /// How the kinds of filter are combined.
    pub combination: Combination,
    /// Persons who were delivered with a day's file since then.
    pub delivered: HashSet<Pnr>,
}

/// Who entered an age range of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnteredRange {
    /// The agreement.
    pub agreement: AgreementId,
    /// PRODDTO up to which it was done.
    pub since: Option<Date>,
    /// The persons, in rising order.
    pub persons: Vec<Pnr>,
}
