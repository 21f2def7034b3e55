#![doc = include_str!("../README.md")]

pub mod basic_information;
pub mod gctp;
mod off4;
pub mod person_base_data;
mod person_records;
mod protected_addresses;
mod record;
#[cfg(test)]
mod test_person;

pub use off4::{TooLong, off4_records};
pub use person_records::PersonRecords;
pub use protected_addresses::ProtectedAddresses;
pub use record::Record;
