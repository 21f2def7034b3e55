//! The replica looked through by number, for loads.

use civil::{MunicipalityCode, Pnr, RegisterDate, Status};
use filters::Reason;
use rusqlite::{Row, Transaction, params};

use super::columns::{self, get, pnr};
use super::person_row::{self, at};
use super::records_codec::Decoder;
use super::{Sqlite, runs};
use crate::StoreError;
use crate::model::{IndexRow, PnrRange, ReplicaVersion, Run, RunId};

const DOING: &str = "looking through the replica";

impl Sqlite {
    pub(crate) fn scan_records(
        &self,
        numbers: PnrRange,
        choose: &mut dyn FnMut(&IndexRow) -> Option<Reason>,
        take: &mut dyn FnMut(Pnr, Reason, &[u8]),
    ) -> Result<ReplicaVersion, StoreError> {
        let select = format!(
            "SELECT {}, records FROM person WHERE pnr >= ?1 AND pnr < ?2 ORDER BY pnr",
            person_row::CHECKED
        );
        self.read(DOING, |tx| {
            if !is_as_of(tx, numbers.as_of)? {
                return Ok(ReplicaVersion::Superseded);
            }
            let mut decoder = Decoder::default();
            columns::rows(tx, DOING, &select, params![numbers.from, numbers.until], |row| {
                let candidate = read(row)?;
                if let Some(reason) = choose(&candidate) {
                    let blob =
                        row.get_ref(person_row::BEHIND).ok().and_then(|blob| blob.as_blob().ok());
                    let blob = blob.ok_or(StoreError::Corrupt("records of a person"))?;
                    let records =
                        decoder.decompress(tx, at(row, person_row::CODING, "coding")?, blob)?;
                    take(candidate.pnr, reason, &records);
                }
                Ok(())
            })?;
            Ok(ReplicaVersion::Current)
        })
    }

    pub(crate) fn scan_index(
        &self,
        visit: &mut dyn FnMut(&IndexRow),
    ) -> Result<Option<Run>, StoreError> {
        // Not the records: they are most of a row, and are not asked for.
        let select = format!("SELECT {} FROM person ORDER BY pnr", person_row::CHECKED);
        self.read(DOING, |tx| {
            columns::rows(tx, DOING, &select, [], |row| {
                visit(&read(row)?);
                Ok(())
            })?;
            runs::last_applied(tx)
        })
    }

    pub(crate) fn last_number(&self) -> Result<Option<u64>, StoreError> {
        let select = "SELECT max(pnr) AS pnr FROM person";
        let last =
            self.read(DOING, |tx| columns::row(tx, DOING, select, [], |row| get(row, "pnr")))?;
        Ok(last.flatten())
    }

    pub(crate) fn next_number(&self, from: u64) -> Result<Option<u64>, StoreError> {
        let select = "SELECT pnr FROM person WHERE pnr >= ?1 ORDER BY pnr LIMIT 1";
        self.read(DOING, |tx| columns::row(tx, DOING, select, [from], |row| get(row, "pnr")))
    }
}

/// A row that was selected with [`person_row::CHECKED`]: what chooses persons must be as it was written.
fn read(row: &Row<'_>) -> Result<IndexRow, StoreError> {
    person_row::check(row)?;
    let status: Option<u8> = at(row, person_row::STATUS, "status")?;
    let status =
        status.map(|status| Status::from_integer(status).ok_or(StoreError::Corrupt("status")));
    let komkod: Option<u16> = at(row, person_row::KOMKOD, "komkod")?;
    let lives_in = komkod
        .map(|code| MunicipalityCode::from_integer(code).ok_or(StoreError::Corrupt("komkod")));
    let born = row.get_ref(person_row::FOED_DT).ok().and_then(|born| born.as_bytes_or_null().ok());
    let born = born.ok_or(StoreError::Corrupt("foed_dt"))?;
    let born = born.map_or(Ok(None), RegisterDate::parse);
    Ok(IndexRow {
        pnr: pnr(at(row, person_row::PNR, "pnr")?)?,
        status: status.transpose()?,
        lives_in: lives_in.transpose()?,
        born: born.map_err(|_| StoreError::Corrupt("foed_dt"))?,
    })
}

fn is_as_of(tx: &Transaction<'_>, run: RunId) -> Result<bool, StoreError> {
    Ok(runs::last_applied(tx)?.is_some_and(|last| last.id == run))
}
