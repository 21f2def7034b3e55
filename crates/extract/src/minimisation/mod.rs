//! Minimisation: what is left out of the records that a system gets, at the same lengths so that every client can read
//! the others.

mod address_fields;
mod blanked_field;
mod minimiser;
mod omitted_record;
mod protected_persons;
mod protection;
mod terms;
mod text;

pub use blanked_field::{BlankedField, NotBlankable};
pub use minimiser::Minimiser;
pub use omitted_record::{NotOmittable, OmittedRecord};
pub use protected_persons::{ProtectedPersons, UnknownProtectedPersons};
pub use protection::{Protection, is_protected};
pub use terms::Minimisation;
pub use text::InvalidMinimisation;
