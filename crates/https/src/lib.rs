#![doc = include_str!("../README.md")]

mod blocking;
mod body;
mod body_error;
mod callers;
mod coding;
mod connection;
mod extensions;
mod limits;
mod server;
mod socket;
mod timeout_body;

pub use blocking::{TaskPanicked, blocking};
pub use body::{CODINGS, discard, read};
pub use body_error::BodyError;
pub use callers::{Callers, Identity};
pub use extensions::{Peer, ShutdownSignal};
pub use limits::Limits;
pub use server::{serve, serve_plain};
