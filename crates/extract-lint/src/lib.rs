#![doc = include_str!("../README.md")]

mod checker;
mod counts;
mod extract_sequence;
mod fields;
mod finding;
mod finding_kind;
mod findings;
mod kinds;
mod lives;
mod order;
mod pass;
mod relations;
mod replaced;
mod report;
mod width;

pub use checker::{Linter, Scope};
pub use counts::EventCount;
pub use finding::Finding;
pub use finding_kind::FindingKind;
pub use findings::Findings;
pub use report::{CheckedFile, Report};
