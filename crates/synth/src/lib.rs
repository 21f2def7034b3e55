#![doc = include_str!("../README.md")]

mod answers;
mod beginning;
mod calendar;
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

pub use calendar::{is_working_day, working_day_after, working_day_before};
pub use census::Census;
pub use denmark::{Denmark, InvalidStory};
pub use fault::{Fault, UnknownFault};
pub use numbers::{Numbers, UnknownNumbers};
pub use picture::picture;
pub use plan::{InvalidPlan, Plan, Story};
