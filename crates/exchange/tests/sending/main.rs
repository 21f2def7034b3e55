//! Files on their way from one account to another.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod checks;
mod crashes;
mod keeping;
mod site;
mod triggers;
