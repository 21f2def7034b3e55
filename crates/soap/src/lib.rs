#![doc = include_str!("../README.md")]

mod body;
mod endpoint;
mod operations;
mod refusal;
mod server;
mod tls;

pub use endpoint::Endpoint;
pub use server::serve;
pub use tls::{InvalidTls, Tls};
