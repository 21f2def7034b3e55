//! The server with a real SSH client over a real connection.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod client;
mod files;
mod legacy;
mod limits;
mod logins;
mod packets;
mod refusals;
mod site;
mod strangers;
mod uploads;
mod wire;
