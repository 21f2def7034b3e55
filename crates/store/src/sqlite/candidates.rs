//! The replica looked through by number, for loads.

use civil::{Pnr, Status};
use filters::Reason;
use rusqlite::{Row, Transaction, params};

use super::coding::Decoder;
use super::columns::{self, born_option, get, municipality_option, pnr};
use super::{Sqlite, runs};
use crate::StoreError;
use crate::load::{AsOf, Candidate, Numbers};
use crate::run::{Run, RunId};

const DOING: &str = "looking through the replica";

impl Sqlite {
    pub(crate) fn candidates(
        &self,
        numbers: Numbers,
        choose: &mut dyn FnMut(&Candidate) -> Option<Reason>,
        take: &mut dyn FnMut(Pnr, Reason, &[u8]),
    ) -> Result<AsOf, StoreError> {
        let select = "SELECT * FROM person WHERE pnr >= ?1 AND pnr < ?2 ORDER BY pnr";
        self.read(DOING, |tx| {
            if !is_as_of(tx, numbers.as_of)? {
                return Ok(AsOf::Moved);
            }
            let mut decoder = Decoder::default();
            columns::rows(tx, DOING, select, params![numbers.from, numbers.until], |row| {
                let candidate = read(row)?;
                if let Some(reason) = choose(&candidate) {
                    let blob = row.get_ref("records").ok().and_then(|blob| blob.as_blob().ok());
                    let blob = blob.ok_or(StoreError::Damaged("records of a person"))?;
                    let records = decoder.decompress(tx, get(row, "coding")?, blob)?;
                    take(candidate.pnr, reason, &records);
                }
                Ok(())
            })?;
            Ok(AsOf::Same)
        })
    }

    pub(crate) fn look_through(
        &self,
        visit: &mut dyn FnMut(&Candidate),
    ) -> Result<Option<Run>, StoreError> {
        // Not the records: they are most of a row, and are not asked for.
        let select = "SELECT pnr, status, komkod, foed_dt FROM person ORDER BY pnr";
        self.read(DOING, |tx| {
            columns::rows(tx, DOING, select, [], |row| {
                visit(&read(row)?);
                Ok(())
            })?;
            runs::last_applied(tx)
        })
    }

    pub(crate) fn next_number(&self, from: u64) -> Result<Option<u64>, StoreError> {
        let select = "SELECT pnr FROM person WHERE pnr >= ?1 ORDER BY pnr LIMIT 1";
        self.read(DOING, |tx| columns::row(tx, DOING, select, [from], |row| get(row, "pnr")))
    }
}

fn read(row: &Row<'_>) -> Result<Candidate, StoreError> {
    let status: Option<u8> = get(row, "status")?;
    let status =
        status.map(|status| Status::from_integer(status).ok_or(StoreError::Damaged("status")));
    Ok(Candidate {
        pnr: pnr(get(row, "pnr")?)?,
        status: status.transpose()?,
        lives_in: municipality_option(row, "komkod")?,
        born: born_option(row, "foed_dt")?,
    })
}

fn is_as_of(tx: &Transaction<'_>, run: RunId) -> Result<bool, StoreError> {
    Ok(runs::last_applied(tx)?.is_some_and(|last| last.id == run))
}
