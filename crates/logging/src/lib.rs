#![doc = include_str!("../README.md")]

mod panics;
mod queue;
mod start;
mod status;
mod writer;

pub use panics::hide_panic_messages;
pub use start::{Format, InvalidDirectives, Log, start};
pub use status::{LogStatus, Loss, LossReason};
