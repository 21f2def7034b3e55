#![doc = include_str!("../README.md")]

mod format;
mod panic_hook;
mod panic_log;
mod queue;
mod start;
mod status;
mod writer;

pub use format::Format;
pub use panic_hook::hide_panic_messages;
pub use start::{InvalidDirectives, Log, start};
pub use status::{LogStatus, Loss, LossReason};
