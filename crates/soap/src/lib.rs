#![doc = include_str!("../README.md")]

mod chunks;
mod endpoint;
mod hearing;
mod operations;
mod refusal;
mod response;

pub use endpoint::{Endpoint, router};
