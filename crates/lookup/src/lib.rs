#![doc = include_str!("../README.md")]

pub mod gctp;
mod person_records;
mod record;

pub use person_records::PersonRecords;
pub use record::Record;
