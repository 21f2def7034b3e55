//! The server with real TLS clients over real connections.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod callers;
mod limits;
mod refusals;
mod site;
mod strangers;
