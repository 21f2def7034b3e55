#![doc = include_str!("../README.md")]

mod combination;
mod facts;
mod filter;
mod follow;
mod index;
mod kind;
mod listing;
mod reason;
mod set;

pub use combination::{Combination, UnknownCombination, Verdict, WhyNot};
pub use facts::Facts;
pub use filter::{Filter, InvalidFilter};
pub use follow::{Follow, follow};
pub use index::{CompiledIndex, Index, Scratch};
pub use kind::{FilterKind, KindSet};
pub use listing::{Listing, parse_listing};
pub use reason::Reason;
pub use set::{Difference, FilterSet};
