#![doc = include_str!("../README.md")]

mod call;
mod connection;
mod connection_refusals;
mod error_code;
mod limits;
mod protocol;
mod server;
mod state;

pub use error_code::error_codes;
pub use limits::Limits;
pub use protocol::PROTOCOL;
pub use server::serve;
pub use state::Off4State;
