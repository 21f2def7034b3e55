//! One file for each thing that can be asked of.

pub(crate) mod deliveries;
pub(crate) mod drift;
pub(crate) mod loads;
pub(crate) mod manifest;
pub(crate) mod public;
pub(crate) mod replays;
