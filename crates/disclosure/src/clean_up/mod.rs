//! Proposals for clean-up: what a subscription probably does not need any more. They are computed, and stored only as
//! what somebody has accepted.

mod judge;
mod list;
mod proposal;
mod terms;
mod token;

pub use list::{CleanUpList, CleanUpReader, proposals};
pub use proposal::{CleanUpReason, CleanUpSubject, Proposal, UnknownCleanUpReason};
pub use terms::CleanUpTerms;
pub use token::{CleanUpToken, InvalidCleanUpToken};
