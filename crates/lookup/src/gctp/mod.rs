//! The answers of the GCTP look-ups (`lookup.md` 4.3 to 4.6): which field of which table comes from which record.
//!
//! Where the platform's rule is not known, the comment says what was decided. Its recorded answers for the persons of CPR's
//! sample extract are compared in `tests/gctp_recorded.rs`.

mod address;
mod address_search;
mod adresse4;
mod basic_fields;
mod custody_fields;
mod familie;
mod family_mark;
mod name_fields;
mod navne3;
mod person_table;
mod persons_table;
mod relative;
mod resident;
mod stam_plus;
mod value;

pub use address_search::AddressSearch;
pub use family_mark::FamilyMark;
pub use person_table::person_table;
pub use persons_table::PersonsTable;
pub use relative::{Relative, relatives};
