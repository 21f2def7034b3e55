#![doc = include_str!("../README.md")]

mod address_key;
mod address_part;
mod answer;
mod country_code;
mod error;
mod key_field;
mod kvit;
pub mod limits;
mod method;
mod place;
mod request;
mod road;
mod search_text;
mod sex;
mod table;
mod tree;
mod xml_text;

pub use address_key::AddressKey;
pub use address_part::AddressPart;
pub use answer::GctpAnswer;
pub use country_code::{CountryCode, InvalidCountryCode};
pub use error::GctpError;
pub use key_field::KeyField;
pub use kvit::{Kvit, KvitKind};
pub use method::{GctpMethod, PersonMethod, UnknownMethod};
pub use place::Place;
pub use request::GctpRequest;
pub use road::Road;
pub use search_text::SearchText;
pub use sex::{InvalidSex, Sex};
pub use table::{GctpField, GctpRow, GctpTable};
