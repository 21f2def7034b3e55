use civil::Pnr;
use filters::Filter;
use jiff::Timestamp;
use jiff::civil::Date;

use super::filter_change::FilterVersion;
use super::ids::{DeliveryId, RunId};
use super::person::Person;

/// A PNR filter in force, with what the replica has of its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFilter {
    /// The number.
    pub pnr: Pnr,
    /// When the filter was added.
    pub added_at: Timestamp,
    /// The person; `None` for a number that the register has not sent.
    pub person: Option<Person>,
}

/// What a subscription's PNR filters were read as of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberFilters {
    /// The version of the subscription's filters; 0 before the first change.
    pub version: FilterVersion,
    /// The last extract in the replica, and its PRODDTO.
    pub as_of: Option<(RunId, Date)>,
}

/// What an acceptance takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanUp {
    /// The version of the filters that the proposals were made of.
    pub version: FilterVersion,
    /// The filters.
    pub filters: Vec<Filter>,
    /// Deliveries whose files leave `IN`.
    pub deliveries: Vec<DeliveryId>,
}

/// What an acceptance took away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanedUp {
    /// The version without the filters; `None` when only files left.
    pub version: Option<FilterVersion>,
    /// How many filters were removed.
    pub filters: u64,
    /// How many deliveries left `IN`.
    pub files: u64,
}

/// What undoing an acceptance restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoredFilters {
    /// The version of the acceptance.
    pub undone: FilterVersion,
    /// The version with the filters.
    pub version: FilterVersion,
    /// How many filters are there again.
    pub filters: u64,
}
