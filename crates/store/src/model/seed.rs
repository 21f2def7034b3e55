use std::collections::BTreeSet;

use civil::{Pnr, Road};
use jiff::Timestamp;
use sha256::Sha256;

use super::author::Author;
use super::person::PersonIndex;
use super::run::RunHeader;

/// Adjacent records of one person in a full extract. A person may have several blocks: the `003` of
/// all persons stand together at the end.
#[derive(Debug, Clone)]
pub struct Block {
    /// The number.
    pub pnr: Pnr,
    /// The records in the order of the file, each followed by a line feed.
    pub records: Vec<u8>,
}

/// What seeding does with a person of a full extract.
#[derive(Debug, Clone, Copy)]
pub enum SeedPerson {
    /// The person goes into the replica.
    Put(PersonIndex),
    /// The person has no `001` and is left out.
    LeaveOut,
}

/// The full extract as a run, and the data on its persons beyond their records.
pub struct NewSeed<'a> {
    /// The file's name.
    pub file_name: &'a str,
    /// The digest of the file, under which it is in the archive.
    pub sha256: Sha256,
    /// The length of the file.
    pub size: u64,
    /// The start record: the next extract follows its PRODDTO.
    pub header: RunHeader,
    /// The number of records.
    pub records: u64,
    /// Warnings for operators.
    pub findings: Vec<String>,
    /// The person's fate; `None` for a number that the file does not have.
    pub person: &'a dyn Fn(Pnr) -> Option<SeedPerson>,
    /// The roads that addresses name.
    pub roads: BTreeSet<Road>,
    /// Numbers that are replaced, each with the one that replaced it.
    pub successors: Vec<(Pnr, Pnr)>,
    /// Accepted faults of the file, in words; empty when there are none.
    pub accepted: String,
    /// The operator.
    pub author: &'a Author,
    /// Now.
    pub at: Timestamp,
    /// Called with the number of persons stored so far.
    pub progress: &'a dyn Fn(u64),
}
