#![doc = include_str!("../README.md")]

mod blocking;
mod body;
mod endpoint;
mod hearing;
mod limits;
mod operations;
mod peer;
mod refusal;
mod response;
mod server;
mod tls;

pub use endpoint::Endpoint;
pub use limits::Limits;
pub use server::serve;
pub use tls::{InvalidTls, Tls};
