#![doc = include_str!("../README.md")]

mod pause;
mod status;
mod supervise;
mod worker;

pub use pause::{GrowingPause, rest};
pub use status::{Activity, LastError, State, WorkerStatus};
pub use worker::{Worker, Workers};
