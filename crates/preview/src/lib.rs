#![doc = include_str!("../README.md")]

mod added;
mod age_band;
mod days;
mod effect;
mod error;
mod figure;
mod part;
mod part_matcher;
mod precision;
mod preview;
mod question;
mod replica;
mod sizes;
mod tally;
mod terms;

pub use added::persons_added;
pub use age_band::AgeBand;
pub use effect::{Cell, Effect, Volume, Work};
pub use error::PreviewError;
pub use figure::Figure;
pub use part::FilterPart;
pub use precision::Precision;
pub use preview::{PartWork, PastDay, Preview, preview};
pub use question::{PreviewStep, Question, Sources};
