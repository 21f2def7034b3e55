//! What answers are made of.

mod delivery;
mod load;

pub(crate) use delivery::Delivery;
pub(crate) use load::Load;
