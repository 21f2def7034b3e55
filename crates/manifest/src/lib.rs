#![doc = include_str!("../README.md")]

mod chain;
mod entry;
mod signer;

pub use chain::Manifest;
pub use entry::{Contents, Entry, Replaced, Statement};
pub use signer::{Signer, SignerError};
