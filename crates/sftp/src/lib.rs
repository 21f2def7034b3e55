#![doc = include_str!("../README.md")]

mod account;
mod budget;
mod calls;
mod channel;
mod connection;
mod epilogue;
mod handshake_parser;
mod host_keys;
mod limits;
mod login;
mod open_channel;
mod open_file;
mod place;
mod receipts;
mod refused;
mod server;
mod stage;
mod transport;
mod tree;
mod visit;
mod watched;
mod went_out;

pub use account::Account;
pub use host_keys::{HostKeys, InvalidHostKey};
pub use limits::Limits;
pub use receipts::{ReceiptWriter, Receipts, receipts};
pub use server::{Files, serve};
