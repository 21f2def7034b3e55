#![doc = include_str!("../README.md")]

mod error;
pub mod private_file;
pub mod regular_file;

pub use error::FileError;
