//! Values that are stored in an encoding of their own: lists as one value, types as numbers.

pub(crate) mod commitment;
pub(crate) mod disclosures;
pub(crate) mod filter_edit;
pub(crate) mod filter_value;
pub(crate) mod pnr_list;
