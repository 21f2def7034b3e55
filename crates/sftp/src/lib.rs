#![doc = include_str!("../README.md")]

mod account;
mod acknowledgement;
mod algorithm_name;
mod audits;
mod budget;
mod calls;
mod channel;
mod connection;
mod ended;
mod epilogue;
mod group_exchange;
mod handshake_parser;
mod host_keys;
mod legacy_login;
mod limits;
mod login;
mod on_the_way;
mod open_channel;
mod open_file;
mod peer;
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

pub use access::Door;
pub use account::Account;
pub use host_keys::{HostKeys, InvalidHostKey};
pub use limits::Limits;
pub use receipts::{ReceiptWriter, Receipts, receipts};
pub use server::{Files, SftpServer};
