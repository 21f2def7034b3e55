#![doc = include_str!("../README.md")]

mod check;
mod error;
mod exchange;
mod inspect;
mod observations;
mod ready;
mod retain;
mod settings;
mod worker;

pub use error::ExchangeError;
pub use exchange::{Exchange, ServedFile};
pub use inspect::{Inspection, InspectionFailure};
pub use settings::{ExchangeSettings, KeptDays};
pub use worker::ExchangeWorker;
