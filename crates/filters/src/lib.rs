#![doc = include_str!("../README.md")]

mod combination;
mod filter;
mod follow;
mod index;
mod kind;
mod listing;
mod number_list;
mod reason;
mod set;

pub use combination::{Combination, NotMatched, UnknownCombination, Verdict};
pub use filter::{Filter, InvalidFilter, MatchFacts};
pub use follow::{PnrSuccession, follow};
pub use index::{CompiledIndex, Index, MatchBuffer};
pub use kind::{FilterKind, FilterKinds};
pub use listing::{Listing, parse_listing};
pub use number_list::{BadNumber, NumberList};
pub use reason::Reason;
pub use set::{Difference, FilterSet};
