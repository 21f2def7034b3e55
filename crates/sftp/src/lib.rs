#![doc = include_str!("../README.md")]

mod channel;
mod connection;
mod host_keys;
mod limits;
mod server;
mod transport;
mod tree;

pub use host_keys::{HostKeys, InvalidHostKey};
pub use limits::Limits;
pub use server::{Files, serve};
