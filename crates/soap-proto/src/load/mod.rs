//! `CprInitialLoadService`: ordering loads, and looking how they stand.

mod operation;
mod standing;

pub use operation::{LoadChoice, LoadOperation, LoadOrder};
pub use standing::{LoadFile, LoadStanding, LoadState};
