#![doc = include_str!("../README.md")]

mod chain;
mod checkpoint;
mod entry;
mod left_out;
mod signer;

pub use chain::Manifest;
pub use checkpoint::{CheckpointError, InvalidCheckpoint, read_checkpoint, write_checkpoint};
pub use entry::{AGES_IN, Contents, Entry, Replaced, Statement};
pub use left_out::LeftOut;
pub use signer::{Signer, SignerError};
