//! Roads of a replica that an older cprabo filled: it did not keep them beside the records.

use std::collections::BTreeSet;

use civil::{HouseNumber, Road, RoadCode};

use crate::db::{PersonRow, Row, Tx, WriteSize, person_row, values};
use crate::model::PersonIndex;
use crate::records_codec::Decoder;
use crate::store::Store;
use crate::{StoreError, roads};

const READING: &str = "reading the roads of the replica";
/// Persons in memory at a time.
const BATCH: u64 = 10_000;

/// The road, the house and the roads' names in a person's records.
pub type AddressOf<'a> = &'a dyn Fn(&[u8]) -> (Option<RoadCode>, Option<HouseNumber>, Vec<Road>);

/// Roads of an older replica.
impl Store {
    /// Reads the roads from the records of all persons, if an older cprabo filled the replica. One transaction; some ten
    /// seconds for a million persons. Returns whether there was something to do.
    pub fn read_lacking_roads(&self, address_of: AddressOf<'_>) -> Result<bool, StoreError> {
        let lacks = "SELECT 1 FROM installation WHERE lacks_roads = 1";
        if !self.read(READING, |tx| tx.exists(lacks, &[]))? {
            return Ok(false);
        }
        self.write_sized(WriteSize::Large, READING, |tx| {
            // Another process may have been faster.
            if !tx.exists(lacks, &[])? {
                return Ok(0);
            }
            let select = format!(
                "SELECT {}, records FROM person WHERE pnr >= ?1 ORDER BY pnr LIMIT ?2",
                person_row::CHECKED
            );
            let mut decoder = Decoder::default();
            let mut named = BTreeSet::new();
            roads::drop_index(tx)?;
            let mut from = 0;
            loop {
                let mut last = None;
                // A damaged row is left as it is: whoever restores it from the archive writes its road, too.
                let rows = tx.query(&select, &values![from, BATCH], |row| {
                    last = Some(row.at::<u64>(person_row::PNR, "pnr")?);
                    self.unless_damaged(read(tx, &mut decoder, row, address_of, &mut named))
                })?;
                let Some(last) = last else { break };
                from = last + 1;
                tx.put_persons(&mut rows.into_iter().flatten().map(Ok))?;
            }
            roads::create_index(tx)?;
            roads::add(tx, &named)?;
            tx.execute("UPDATE installation SET lacks_roads = 0", &[])
        })?;
        Ok(true)
    }
}

/// A person's row, with the road and the house in its records. Roads that it names go to `named`.
fn read(
    tx: &Tx<'_>,
    decoder: &mut Decoder,
    row: &Row<'_>,
    address_of: AddressOf<'_>,
    named: &mut BTreeSet<Road>,
) -> Result<PersonRow<'static>, StoreError> {
    person_row::check(row)?;
    let dictionary = row.at(person_row::DICTIONARY, "dictionary")?;
    let coded = row.bytes_at(person_row::BEHIND, "records")?;
    let records = decoder.decompress(tx, dictionary, coded)?;
    let (road, house_number, roads) = address_of(&records);
    named.extend(roads);
    let index = PersonIndex {
        status: row.at(person_row::STATUS, "status")?,
        lives_in: row.at(person_row::KOMKOD, "komkod")?,
        road,
        house_number,
        born: row.at(person_row::FOED_DT, "foed_dt")?,
    };
    Ok(PersonRow {
        pnr: row.at(person_row::PNR, "pnr")?,
        index,
        run: row.at(person_row::RUN, "run")?,
        dictionary,
        records: coded.to_vec().into(),
    })
}
