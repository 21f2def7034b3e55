#![doc = include_str!("../README.md")]

mod blocking;
mod body;
mod callers;
mod client_certificate;
mod closing;
mod coding;
mod connection;
mod handshake;
mod limits;
mod peer;
mod server;
mod shown;
mod socket;
mod tls;

pub use blocking::{Panicked, blocking};
pub use body::{CODINGS, Unread, discard, read};
pub use callers::{Callers, Identity};
pub use client_certificate::{UnusableCertificate, check_client_certificate};
pub use closing::Closing;
pub use limits::Limits;
pub use peer::Peer;
pub use server::{serve, serve_plain};
pub use tls::{InvalidTls, Tls};
