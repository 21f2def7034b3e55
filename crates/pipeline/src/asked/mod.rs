//! What is asked of the pipeline beside the way of extracts.

mod drift;
mod filters;
mod loads;
mod replays;
mod seed;
mod undo;
