//! The parts of responses.

mod delivery;
mod load;

pub(crate) use delivery::Delivery;
pub(crate) use load::Load;
