//! What is stored as one value although it is many, or as a number although it is a type.

pub(crate) mod disclosures;
pub(crate) mod filter_value;
pub(crate) mod pnr_list;
