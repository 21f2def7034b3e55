#![doc = include_str!("../README.md")]

mod account;
mod budget;
mod calls;
mod channel;
mod connection;
mod host_keys;
mod limits;
mod login;
mod open_channel;
mod open_file;
mod place;
mod receipts;
mod server;
mod transport;
mod tree;
mod visit;
mod went_out;

pub use host_keys::{HostKeys, InvalidHostKey};
pub use limits::Limits;
pub use receipts::{ReceiptWriter, Receipts, receipts};
pub use server::{Files, serve};
