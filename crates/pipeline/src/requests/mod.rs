//! Use cases of the pipeline other than extracts.

mod ages_in;
mod filters;
mod holds;
mod in_force;
mod loads;
mod replays;
mod seed;
mod undo;
