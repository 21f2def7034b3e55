//! The persons in the replica.

use civil::Pnr;

use crate::StoreError;
use crate::db::{Row, Tx, person_row, values};
use crate::model::Person;
use crate::records_codec::Decoder;
use crate::store::Store;

/// The persons in the replica.
impl Store {
    /// One person.
    pub fn person(&self, pnr: Pnr) -> Result<Option<Person>, StoreError> {
        self.read("reading a person", |tx| person(tx, &mut Decoder::default(), pnr))
    }

    /// Visits every person in rising order of number.
    pub fn for_each_person(&self, visit: &mut dyn FnMut(Person)) -> Result<(), StoreError> {
        self.read("reading the replica", |tx| {
            let mut decoder = Decoder::default();
            tx.for_each(&select_persons("ORDER BY pnr"), &[], |row| {
                visit(read_person(tx, &mut decoder, row)?);
                Ok(())
            })
        })
    }
}

/// A person in the replica.
pub(crate) fn person(
    tx: &Tx<'_>,
    decoder: &mut Decoder,
    pnr: Pnr,
) -> Result<Option<Person>, StoreError> {
    let select = select_persons("WHERE pnr = ?1");
    tx.query_opt(&select, &values![pnr.to_integer()], |row| read_person(tx, decoder, row))
}

pub(crate) fn select_persons(which: &str) -> String {
    format!("SELECT {}, records FROM person {which}", person_row::CHECKED)
}

pub(crate) fn read_person(
    tx: &Tx<'_>,
    decoder: &mut Decoder,
    row: &Row<'_>,
) -> Result<Person, StoreError> {
    person_row::check(row)?;
    let records = row.bytes_at(person_row::BEHIND, "records")?;
    Ok(Person {
        pnr: row.at(person_row::PNR, "pnr")?,
        status: row.at(person_row::STATUS, "status")?,
        lives_in: row.at(person_row::KOMKOD, "komkod")?,
        born: row.at(person_row::FOED_DT, "foed_dt")?,
        run: row.at(person_row::RUN, "run")?,
        records: decoder.decompress(tx, row.at(person_row::DICTIONARY, "dictionary")?, records)?,
    })
}
