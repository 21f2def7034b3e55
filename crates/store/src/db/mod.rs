//! The database of any engine: transactions, rows and values, and the checksums of what is stored.
//! The parts in which engines differ are in a folder for each.

pub(crate) mod checksums;
mod engine;
mod from_value;
pub(crate) mod integrity;
pub(crate) mod person_row;
mod row;
mod row_hash;
mod sqlite;
mod sum;
pub(crate) mod table;
mod tx;
mod value;
mod write_size;

pub(crate) use engine::Engine;
pub(crate) use person_row::{ChangedPerson, PersonRow};
pub(crate) use row::Row;
#[cfg(test)]
pub(crate) use sqlite::testing;
pub(crate) use sum::Sum;
pub(crate) use tx::Tx;
pub(crate) use value::{Value, values};
pub(crate) use write_size::WriteSize;
