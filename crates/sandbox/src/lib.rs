#![doc = include_str!("../README.md")]

mod day;
mod day_order;
mod day_worker;
mod delivered_file;
mod error;
mod held;
mod people;
mod sandbox;
mod turn;

pub use day::SandboxDay;
pub use day_order::{DayOrder, DayProgress, MAX_DAYS, OrderState};
pub use delivered_file::{DeliveredFile, DeliveredPerson, FileContents, ShownRecord, WhoIsShown};
pub use error::{ReadLayoutsError, SandboxError};
pub use people::OrderedEvent;
pub use sandbox::Sandbox;
pub use turn::Turn;
