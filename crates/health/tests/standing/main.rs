//! Each problem turns health red, with its text.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(unreachable_pub, reason = "the modules of a test")]

mod endpoint;
mod exchange;
mod inbox;
mod metrics;
mod process;
mod site;
