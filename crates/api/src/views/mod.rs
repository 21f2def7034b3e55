//! The parts of responses.

mod delivery;
mod left_out;
mod load;
mod person;
mod person_line;
mod preview;

pub(crate) use delivery::Delivery;
pub(crate) use left_out::LeftOut;
pub(crate) use load::Load;
pub(crate) use person::Person;
pub(crate) use person_line::PersonLine;
pub use preview::PreviewDocument;
