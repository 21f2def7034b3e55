#![doc = include_str!("../README.md")]

mod answers;
mod beginning;
mod census;
mod chance;
mod clan;
mod denmark;
mod entries;

pub mod facts;
mod fault;
mod life;
mod mass;
mod names;
mod numbers;
mod person;
mod picture;
mod places;
mod plan;
mod records;

pub use census::Census;
pub use denmark::{Denmark, InvalidStory};
pub use fault::{Fault, UnknownFault};
pub use numbers::{Numbers, UnknownNumbers};
pub use picture::picture;
pub use plan::{InvalidPlan, Plan, Story};
