#![doc = include_str!("../README.md")]

mod status;
mod supervise;
mod worker;

pub use status::{Activity, LastError, State, WorkerStatus};
pub use worker::{Worker, Workers};
