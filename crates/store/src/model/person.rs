use civil::{EventCode, MunicipalityCode, Pnr, RegisterDate, Status};

use super::ids::RunId;

/// What the replica's index has on a person.
#[derive(Debug, Clone, Copy)]
pub struct PersonIndex {
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
}

/// A changed person as the extract has it; replaces what the replica holds.
#[derive(Debug, Clone)]
pub struct PersonUpdate<'a> {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
    /// The number that replaced this one, if it was replaced.
    pub successor: Option<Pnr>,
    /// 099.HAENDELSE.
    pub events: &'a [EventCode],
    /// All records, in the order of the file, without line ends.
    pub records: Vec<&'a [u8]>,
}

/// A person in the replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// The run that wrote it.
    pub run: RunId,
    /// All records in the order of the extract, each followed by a line feed.
    pub records: Vec<u8>,
}

/// A person whose row was damaged, as the extract has it that wrote the row.
#[derive(Debug, Clone)]
pub struct RestoredPerson {
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

/// What the index has on a person, to choose by.
#[derive(Debug, Clone, Copy)]
pub struct IndexRow {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// Where the person lives.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
}

/// Numbers, as a load looks at them: from one up to, and without, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PnrRange {
    /// The first.
    pub from: u64,
    /// The first that does not belong to them any more.
    pub until: u64,
    /// The extract as of which the replica must be.
    pub as_of: RunId,
}

/// Whether the replica was still that of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaVersion {
    /// It was, and what was asked is done.
    Current,
    /// Another extract has been applied; nothing was done.
    Superseded,
}
