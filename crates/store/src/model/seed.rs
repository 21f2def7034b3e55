use civil::Pnr;
use jiff::Timestamp;

use super::author::Author;
use super::person::PersonIndex;
use super::run::RunHeader;
use super::sha256::Sha256;

/// Records of one person that stand next to each other in a full extract. A person may have several
/// blocks: the `003` of all persons stand together at the end.
#[derive(Debug, Clone)]
pub struct Block {
    /// The number.
    pub pnr: Pnr,
    /// The records in the order of the file, each followed by a line feed.
    pub records: Vec<u8>,
}

/// What becomes of a person of a full extract.
#[derive(Debug, Clone, Copy)]
pub enum SeedPerson {
    /// The replica has the person.
    Put(PersonIndex),
    /// There is no `001`: what the file has on the number is no person.
    LeaveOut,
}

/// The full extract as a run, and what must be known of its persons beyond their records.
pub struct NewSeed<'a> {
    /// The file's name.
    pub file_name: &'a str,
    /// The digest of the file, by which it lies in the archive.
    pub sha256: Sha256,
    /// The length of the file.
    pub size: u64,
    /// What the start record says: the next extract follows this PRODDTO.
    pub header: RunHeader,
    /// How many records there are.
    pub records: u64,
    /// Warnings, for people.
    pub findings: Vec<String>,
    /// What becomes of a person; `None` for a number that the file does not have.
    pub person: &'a dyn Fn(Pnr) -> Option<SeedPerson>,
    /// Numbers that are replaced, each with the one that replaced it.
    pub successors: Vec<(Pnr, Pnr)>,
    /// What is wrong with the file and was accepted, in words; empty where nothing is.
    pub accepted: String,
    /// Who seeds.
    pub author: &'a Author,
    /// Now.
    pub at: Timestamp,
    /// Told how many persons are stored.
    pub progress: &'a dyn Fn(u64),
}
