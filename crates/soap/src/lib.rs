#![doc = include_str!("../README.md")]

mod call;
mod chunks;
mod endpoint;
mod fault;
mod load_status;
mod lookups;
mod operations;
mod response;
mod state;

pub use endpoint::router;
pub use fault::error_codes;
pub use state::SoapState;
