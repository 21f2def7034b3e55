#![doc = include_str!("../README.md")]

pub mod basic_information;
mod elements;
pub mod gctp;
pub mod person_base_data;
mod person_records;
mod pnr_field;
mod protected_addresses;
mod record;
mod register_time;
#[cfg(test)]
mod test_person;
#[cfg(test)]
mod test_xml;

pub use person_records::PersonRecords;
pub use protected_addresses::ProtectedAddresses;
pub use record::Record;
