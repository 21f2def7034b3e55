#![doc = include_str!("../README.md")]

mod clock;

pub use clock::{Clock, danish_day, danish_day_end, danish_time};
