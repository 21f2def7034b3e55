#![doc = include_str!("../README.md")]

mod client_certificate;
mod handshake;
mod protocol;
mod shown_certificate;
mod tls;

pub use client_certificate::{UnusableCertificate, check_client_certificate};
pub use handshake::{HandshakeError, Shaken, shake_hands};
pub use protocol::Protocol;
pub use tls::{InvalidTls, Tls};
