use std::fmt;

use civil::Pnr;
use extract::RecordType;

use crate::record::Record;

/// All records that the replica has on one person.
#[derive(Clone)]
pub struct PersonRecords<'a> {
    pnr: Pnr,
    records: Vec<(RecordType, &'a [u8])>,
}

impl<'a> PersonRecords<'a> {
    /// The records of a person as the replica keeps them: in the order of the extract, each followed by a line feed.
    pub fn new(pnr: Pnr, records: &'a [u8]) -> Self {
        let lines = records.split(|&byte| byte == b'\n');
        let typed =
            lines.filter_map(|line| Some((RecordType::from_register(line.get(..3)?)?, line)));
        Self { pnr, records: typed.collect() }
    }

    /// The number in the records.
    pub const fn pnr(&self) -> Pnr {
        self.pnr
    }

    /// The valid number of the person: 001.PNRGAELD, which replaced the number in the records, else that number.
    pub fn valid_number(&self) -> Pnr {
        self.first("001").pnr("PNRGAELD").unwrap_or(self.pnr)
    }

    /// The first record of a type, such as `001`; one with all fields blank when there is none.
    pub fn first(&self, kind: &str) -> Record<'a> {
        self.all(kind).next().unwrap_or(Record::MISSING)
    }

    /// The records of a type in the order of the extract.
    pub fn all(&self, kind: &str) -> impl Iterator<Item = Record<'a>> {
        let kind = RecordType::from_register(kind.as_bytes());
        let layout = kind.and_then(RecordType::layout);
        let of_kind = move |(found, _): &&(RecordType, &'a [u8])| Some(*found) == kind;
        self.records.iter().filter(of_kind).map(move |(_, bytes)| Record::new(layout, bytes))
    }

    /// Every record with its type, in the order of the extract, without line ends.
    pub(crate) fn records(&self) -> impl Iterator<Item = (RecordType, &'a [u8])> {
        self.records.iter().copied()
    }

    /// Whether the person has a record of the type.
    pub fn has(&self, kind: &str) -> bool {
        self.all(kind).next().is_some()
    }
}

/// Without content: it is personal data.
impl fmt::Debug for PersonRecords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRecords").field("records", &self.records.len()).finish()
    }
}
