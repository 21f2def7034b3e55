use blobs::Archive;
use extract::{Form, Layouts, Minimisation};
use filters::{Combination, FilterSet};
use store::Store;

use crate::precision::Precision;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// How the kinds of filter are combined.
    pub combination: Combination,
    /// The filters before the change.
    pub before: FilterSet,
    /// The filters after it.
    pub after: FilterSet,
    /// What is left out of the deliveries: persons whom it leaves out are not counted, nor records and bytes.
    pub minimisation: Minimisation,
    /// How many days, up to the last extract, are matched.
    pub days: u16,
    /// How precise the figures are.
    pub precision: Precision,
    /// Whether the persons are listed who come in addition, and who go: personal data.
    pub with_persons: bool,
}

/// Where the persons and extracts are.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The replica and the changes of each day.
    pub store: &'a Store,
    /// The extracts of runs that an older cprabo applied.
    pub archive: &'a Archive,
    /// The record layouts by which these are read.
    pub layouts: &'a Layouts,
    /// The form of loads.
    pub load_form: Form,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub enum PreviewStep {
    /// So many of the replica's ranges of numbers are read.
    Replica {
        /// Those that are read.
        done: usize,
        /// All.
        of: usize,
    },
    /// So many of the days are matched.
    Days {
        /// Those that are matched.
        done: usize,
        /// All.
        of: usize,
    },
}

/// Is told how far it is, from several threads.
pub(crate) type Observer<'a> = &'a (dyn Fn(PreviewStep) + Sync);
