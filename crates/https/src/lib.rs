#![doc = include_str!("../README.md")]

mod blocking;
mod body;
mod callers;
mod client_certificate;
mod coding;
mod connection;
mod handshake;
mod limits;
mod peer;
mod server;
mod shown;
mod shutdown_signal;
mod socket;
mod tls;

pub use blocking::{TaskPanicked, blocking};
pub use body::{BodyError, CODINGS, discard, read};
pub use callers::{Callers, Identity};
pub use client_certificate::{UnusableCertificate, check_client_certificate};
pub use limits::Limits;
pub use peer::Peer;
pub use server::{serve, serve_plain};
pub use shutdown_signal::ShutdownSignal;
pub use tls::{InvalidTls, Tls};
