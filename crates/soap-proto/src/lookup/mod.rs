//! The look-up services: SF1520, SF6008 and CprService (`lookup.md`).

mod answer;
mod gctp_message;
mod operation;

pub use answer::lookup_answer;
pub use gctp_message::GctpMessage;
pub use operation::LookupOperation;
