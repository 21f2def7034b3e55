#![doc = include_str!("../README.md")]

mod digest;

pub use digest::{Hasher, InvalidSha256, Sha256};
