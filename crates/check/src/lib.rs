#![doc = include_str!("../README.md")]

mod chain;
mod checker;
mod counts;
mod fault;
mod fields;
mod finding;
mod findings;
mod kinds;
mod lives;
mod order;
mod pass;
mod relations;
mod replaced;
mod report;
mod width;

pub use checker::{Check, Scope};
pub use counts::EventCount;
pub use fault::Fault;
pub use finding::Finding;
pub use findings::Findings;
pub use report::{CheckedFile, Report};
