//! A person's row in the replica, written whole and checked when it is read.

use std::borrow::Cow;

use civil::{HouseNumber, MunicipalityCode, Pnr, RoadCode, Status};

use super::row::Row;
use super::row_hash::RowHash;
use crate::StoreError;
use crate::model::{PersonIndex, RecordsSize, RunId};

/// The columns that [`check`] reads, before the others selected.
pub(crate) const CHECKED: &str =
    "pnr, status, komkod, vejkod, husnr, foed_dt, run, dictionary, length(records), checksum";
/// Their positions; the other columns begin at [`BEHIND`].
pub(crate) const PNR: usize = 0;
pub(crate) const STATUS: usize = 1;
pub(crate) const KOMKOD: usize = 2;
pub(crate) const FOED_DT: usize = 5;
pub(crate) const RUN: usize = 6;
pub(crate) const DICTIONARY: usize = 7;
const CHECKSUM: usize = 9;
pub(crate) const BEHIND: usize = 10;

/// A person's row to be written: with its run, codec number and compressed records.
pub(crate) struct PersonRow<'a> {
    pub(crate) pnr: Pnr,
    pub(crate) index: PersonIndex,
    pub(crate) run: RunId,
    pub(crate) dictionary: i64,
    pub(crate) records: Cow<'a, [u8]>,
}

/// A person that a run has changed.
pub(crate) struct ChangedPerson<'a> {
    pub(crate) person: PersonRow<'a>,
    /// Event codes of three letters, in sequence.
    pub(crate) events: String,
    /// Whether name and address are protected on the run's day.
    pub(crate) is_protected: bool,
    pub(crate) size: RecordsSize,
}

/// The stored columns of a person, except number, run, codec number and records.
pub(super) struct PersonColumns {
    pub(super) status: Option<u8>,
    pub(super) komkod: Option<u16>,
    pub(super) vejkod: Option<u16>,
    pub(super) husnr: Option<u16>,
    pub(super) foed_dt: Option<String>,
    pub(super) checksum: i64,
}

impl PersonRow<'_> {
    pub(super) fn columns(&self) -> PersonColumns {
        let status = self.index.status.map(Status::to_integer);
        let komkod = self.index.lives_in.map(MunicipalityCode::to_integer);
        let vejkod = self.index.road.map(RoadCode::to_integer);
        let husnr = self.index.house_number.map(HouseNumber::to_integer);
        let foed_dt = self.index.born.map(|born| born.to_string());
        let mut hash = RowHash::default();
        hash.integer(self.pnr.to_integer().cast_signed());
        add(&mut hash, status);
        add(&mut hash, komkod);
        add(&mut hash, vejkod);
        add(&mut hash, husnr);
        match &foed_dt {
            Some(text) => hash.text(text.as_bytes()),
            None => hash.null(),
        }
        hash.integer(self.run.0);
        hash.integer(self.dictionary);
        add(&mut hash, i64::try_from(self.records.len()).ok());
        PersonColumns { status, komkod, vejkod, husnr, foed_dt, checksum: hash.finish() }
    }
}

fn add(hash: &mut RowHash, number: Option<impl Into<i64>>) {
    match number {
        Some(number) => hash.integer(number.into()),
        None => hash.null(),
    }
}

/// Checks a row that was selected with [`CHECKED`] first; of the records only their length.
pub(crate) fn check(row: &Row<'_>) -> Result<(), StoreError> {
    match (row.at::<i64>(CHECKSUM, "checksum"), row.hash(0..CHECKSUM)) {
        (Ok(stored), Ok(hash)) if stored == hash => Ok(()),
        _ => Err(StoreError::Corrupt("row of a person")),
    }
}
