//! One file for each resource.

pub(crate) mod clean_up;
pub(crate) mod deliveries;
pub(crate) mod drift;
pub(crate) mod filter_requests;
pub(crate) mod loads;
pub(crate) mod manifest;
pub(crate) mod metering;
pub(crate) mod needs;
pub(crate) mod persons;
pub(crate) mod preview;
pub(crate) mod public;
pub(crate) mod replays;
pub(crate) mod reports;
pub(crate) mod reviews;
pub(crate) mod terms;
