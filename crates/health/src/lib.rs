#![doc = include_str!("../README.md")]

mod alarms;
mod endpoint;
mod metrics;
mod trouble;
mod troubles;

pub use alarms::Alarms;
pub use endpoint::{Endpoint, router};
pub use metrics::metrics;
pub use trouble::{Trouble, TroubleKind};
pub use troubles::troubles;
