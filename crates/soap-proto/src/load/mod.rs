//! `CprInitialLoadService`: ordering loads, and looking how they stand.

mod load_status;
mod operation;

pub use load_status::{LoadFile, LoadState, LoadStatus};
pub use operation::{LoadChoice, LoadOperation, LoadOrder};
