#![doc = include_str!("../README.md")]

mod open_calls;
mod pause;
mod status;
mod supervise;
mod worker;

pub use open_calls::{LongCalls, OpenCall, OpenCalls};
pub use pause::{GrowingPause, rest};
pub use status::{Activity, LastError, State, WorkerStatus};
pub use worker::{Worker, Workers};
