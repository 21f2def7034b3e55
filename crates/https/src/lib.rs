#![doc = include_str!("../README.md")]

mod blocking;
mod body;
mod body_error;
mod callers;
mod client_certificate;
mod coding;
mod connection;
mod extensions;
mod handshake;
mod limits;
mod server;
mod shown_certificate;
mod socket;
mod timeout_body;
mod tls;

pub use blocking::{TaskPanicked, blocking};
pub use body::{CODINGS, discard, read};
pub use body_error::BodyError;
pub use callers::{Callers, Identity};
pub use client_certificate::{UnusableCertificate, check_client_certificate};
pub use extensions::{Peer, ShutdownSignal};
pub use limits::Limits;
pub use server::{serve, serve_plain};
pub use tls::{InvalidTls, Tls};
