#![doc = include_str!("../README.md")]

mod call;
mod connection;
mod error_code;
mod limits;
mod plaintext;
mod server;
mod state;

pub use error_code::error_codes;
pub use limits::Limits;
pub use plaintext::PLAINTEXT;
pub use server::serve;
pub use state::Off4State;
