#![doc = include_str!("../README.md")]

mod create;
mod day;
mod day_order;
mod day_worker;
mod delivered_file;
mod error;
mod held;
mod limits;
mod people;
mod sandbox;
mod sandbox_day;
mod turn;

pub use day_order::{DayOrder, DayProgress, OrderState};
pub use delivered_file::{DeliveredFile, DeliveredPerson, FileContents, ShownRecord, WhoIsShown};
pub use error::{ReadLayoutsError, SandboxError};
pub use limits::MAX_DAYS;
pub use people::OrderedEvent;
pub use sandbox::Sandbox;
pub use sandbox_day::SandboxDay;
pub use turn::Turn;
