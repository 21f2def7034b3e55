use std::fmt;

use civil::{EventCode, HouseNumber, MunicipalityCode, Pnr, RegisterDate, RoadCode, Status};

use super::ids::RunId;

/// The columns on a person in the replica's index.
#[derive(Debug, Clone, Copy, Default)]
pub struct PersonIndex {
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// 002.VEJKOD.
    pub road: Option<RoadCode>,
    /// 002.HUSNR.
    pub house_number: Option<HouseNumber>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
}

/// A changed person as the extract has it. It replaces the person in the replica.
#[derive(Debug, Clone)]
pub struct PersonUpdate<'a> {
    /// The number.
    pub pnr: Pnr,
    /// What the index has on the person.
    pub index: PersonIndex,
    /// The number that replaced this one, if it was replaced.
    pub successor: Option<Pnr>,
    /// 099.HAENDELSE.
    pub events: &'a [EventCode],
    /// Whether name and address are protected on PRODDTO.
    pub is_protected: bool,
    /// All records, in the order of the file, without line ends.
    pub records: Vec<&'a [u8]>,
    /// How much they are in the file.
    pub size: RecordsSize,
}

/// How much some persons' records are in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecordsSize {
    /// Their number.
    pub records: u64,
    /// Their length in bytes, with line ends.
    pub bytes: u64,
}

impl std::ops::AddAssign for RecordsSize {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.bytes += other.bytes;
    }
}

/// A person in the replica.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
    /// The run that wrote it.
    pub run: RunId,
    /// All records in the order of the extract, each followed by a line feed.
    pub records: Vec<u8>,
}

/// A person whose row was damaged, as in the extract that wrote the row.
#[derive(Clone)]
pub struct RestoredPerson {
    /// The number.
    pub pnr: Pnr,
    /// What the index has on the person.
    pub index: PersonIndex,
    /// The run that wrote it.
    pub run: RunId,
    /// All records in the order of the extract, each followed by a line feed.
    pub records: Vec<u8>,
}

/// Without content: it is personal data.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("run", &self.run).finish_non_exhaustive()
    }
}

/// Without content: it is personal data.
impl fmt::Debug for RestoredPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestoredPerson").field("run", &self.run).finish_non_exhaustive()
    }
}

/// The columns on a person by which loads choose.
#[derive(Debug, Clone, Copy)]
pub struct IndexRow {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// The person's municipality.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
}

/// A range of numbers that a load scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PnrRange {
    /// The first number.
    pub from: u64,
    /// The first number after the range.
    pub until: u64,
    /// The run as of which the replica must be.
    pub as_of: RunId,
}

/// Whether the replica was still as of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaVersion {
    /// It was, and the scan is done.
    Current,
    /// Another run was applied; nothing was done.
    Superseded,
}
