//! What is asked of the pipeline beside the way of extracts.

mod filters;
mod loads;
mod replays;
mod seed;
mod undo;
