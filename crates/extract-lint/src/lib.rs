#![doc = include_str!("../README.md")]

mod counts;
mod extract_sequence;
mod fields;
mod file_format;
mod finding;
mod finding_kind;
mod findings;
mod linter;
mod lives;
mod order;
mod pass;
mod relations;
mod replaced;
mod report;
mod scope;
mod width;

pub use counts::EventCount;
pub use file_format::FileFormat;
pub use finding::Finding;
pub use finding_kind::FindingKind;
pub use findings::Findings;
pub use linter::Linter;
pub use report::{CheckedFile, Report};
pub use scope::Scope;
