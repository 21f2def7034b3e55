#![doc = include_str!("../README.md")]

mod chosen;
mod day;
mod facts;
mod load_filter;
mod load_not_possible;

pub use chosen::chosen;
pub use day::{Hit, for_each_hit, match_day};
pub use facts::{facts, facts_now, successor};
pub use load_filter::LoadFilter;
pub use load_not_possible::{LoadNotPossible, check_selection};
