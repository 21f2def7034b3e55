#![doc = include_str!("../README.md")]

mod chain;
mod entry;
mod left_out;
mod signer;

pub use chain::Manifest;
pub use entry::{Contents, Entry, Replaced, Statement};
pub use left_out::LeftOut;
pub use signer::{Signer, SignerError};
