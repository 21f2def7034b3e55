#![doc = include_str!("../README.md")]

mod chunks;
mod endpoint;
mod hearing;
mod no_load;
mod operations;
mod refusal;
mod response;
mod undone;

pub use endpoint::{Endpoint, router};
