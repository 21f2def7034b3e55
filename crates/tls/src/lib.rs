#![doc = include_str!("../README.md")]

mod client_certificate;
mod handshake;
mod plaintext;
mod shown_certificate;
mod tls;

pub use client_certificate::{UnusableCertificate, check_client_certificate};
pub use handshake::{HandshakeError, Shaken, shake_hands};
pub use plaintext::Plaintext;
pub use tls::{InvalidTls, Tls};
