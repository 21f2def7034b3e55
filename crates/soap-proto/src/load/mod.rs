//! `CprInitialLoadService`: orders loads and shows their state.

mod load_status;
mod operation;

pub use load_status::{LoadFile, LoadState, LoadStatus};
pub use operation::{LoadChoice, LoadOperation, LoadOrder};
