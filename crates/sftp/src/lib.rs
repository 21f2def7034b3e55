#![doc = include_str!("../README.md")]

mod account;
mod account_path;
mod acknowledgement;
mod algorithm_name;
mod audits;
mod budget;
mod channel;
mod connection;
mod disconnect_reason;
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
mod receipts;
mod refused;
mod server;
mod ssh_connection;
mod stage;
mod store_concurrency;
mod transport;
mod tree;
mod watched;
mod went_out;

pub use access::Door;
pub use account::Account;
pub use host_keys::{HostKeys, InvalidHostKey};
pub use limits::Limits;
pub use receipts::{ReceiptWriter, Receipts, receipts};
pub use server::{SftpServer, SftpState};
