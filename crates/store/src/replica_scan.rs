//! Scans of the replica by number, for loads.

use civil::Pnr;
use filters::Reason;

use crate::db::{Row, Tx, person_row, values};
use crate::model::{IndexRow, PnrRange, ReplicaVersion, Run, RunId};
use crate::records_codec::Decoder;
use crate::store::Store;
use crate::{StoreError, run_rows};

const SCANNING: &str = "looking through the replica";

/// The replica by number.
impl Store {
    /// Visits the chosen persons among these numbers in rising order, with all their records, each
    /// followed by a line feed.
    pub fn scan_records(
        &self,
        numbers: PnrRange,
        choose: &mut dyn FnMut(&IndexRow) -> Option<Reason>,
        take: &mut dyn FnMut(Pnr, Reason, &[u8]),
    ) -> Result<ReplicaVersion, StoreError> {
        let select = format!(
            "SELECT {}, records FROM person WHERE pnr >= ?1 AND pnr < ?2 ORDER BY pnr",
            person_row::CHECKED
        );
        self.read(SCANNING, |tx| {
            if !is_as_of(tx, numbers.as_of)? {
                return Ok(ReplicaVersion::Superseded);
            }
            let mut decoder = Decoder::default();
            tx.for_each(&select, &values![numbers.from, numbers.until], |row| {
                let candidate = read(row)?;
                if let Some(reason) = choose(&candidate) {
                    let records = row.bytes_at(person_row::BEHIND, "records of a person")?;
                    let dictionary = row.at(person_row::DICTIONARY, "dictionary")?;
                    let records = decoder.decompress(tx, dictionary, records)?;
                    take(candidate.pnr, reason, &records);
                }
                Ok(())
            })?;
            Ok(ReplicaVersion::Current)
        })
    }

    /// Visits every person in rising order of number, without their records. Returns the run as of
    /// which the replica is.
    pub fn scan_index(&self, visit: &mut dyn FnMut(&IndexRow)) -> Result<Option<Run>, StoreError> {
        // The records are most of a row and are not needed here.
        let select = format!("SELECT {} FROM person ORDER BY pnr", person_row::CHECKED);
        self.read(SCANNING, |tx| {
            tx.for_each(&select, &[], |row| {
                visit(&read(row)?);
                Ok(())
            })?;
            run_rows::last_applied(tx)
        })
    }

    /// The highest number in the replica; `None` when it is empty.
    pub fn last_number(&self) -> Result<Option<u64>, StoreError> {
        let select = "SELECT max(pnr) AS pnr FROM person";
        let last = self.read(SCANNING, |tx| tx.query_opt(select, &[], |row| row.get("pnr")))?;
        Ok(last.flatten())
    }

    /// The lowest number in the replica that is not below `from`.
    pub fn next_number(&self, from: u64) -> Result<Option<u64>, StoreError> {
        let select = "SELECT pnr FROM person WHERE pnr >= ?1 ORDER BY pnr LIMIT 1";
        self.read(SCANNING, |tx| tx.query_opt(select, &values![from], |row| row.get("pnr")))
    }
}

/// A row selected with [`person_row::CHECKED`]: the columns that choose persons must pass the
/// check.
fn read(row: &Row<'_>) -> Result<IndexRow, StoreError> {
    person_row::check(row)?;
    Ok(IndexRow {
        pnr: row.at(person_row::PNR, "pnr")?,
        status: row.at(person_row::STATUS, "status")?,
        lives_in: row.at(person_row::KOMKOD, "komkod")?,
        born: row.at(person_row::FOED_DT, "foed_dt")?,
    })
}

fn is_as_of(tx: &Tx<'_>, run: RunId) -> Result<bool, StoreError> {
    Ok(run_rows::last_applied(tx)?.is_some_and(|last| last.id == run))
}
