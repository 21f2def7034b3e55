#![doc = include_str!("../README.md")]

mod calendar;
mod clock;
mod danish_offset;

pub use calendar::{is_working_day, working_day_after, working_day_before, working_days_between};
pub use clock::{
    Clock, danish_day, danish_day_end, danish_moment, danish_time, danish_time_of_day, listed_time,
};
pub use danish_offset::danish_offset;
