#![doc = include_str!("../README.md")]

mod chunks;
mod endpoint;
mod load_not_possible;
mod operations;
mod refusal;
mod request_context;
mod response;
mod use_case_error;

pub use endpoint::{SoapState, router};
