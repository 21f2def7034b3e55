use std::fmt;

use civil::Pnr;
use extract::RecordType;

use crate::protected_addresses::ProtectedAddresses;
use crate::record::Record;

/// The record types with an address: of now, for letters, abroad, for contact, and former ones.
const WITH_ADDRESS: [u16; 6] = [2, 3, 5, 6, 23, 24];

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

    /// The records as they stand in the extract, without line ends; those that have an address are left out where that
    /// is protected and not given.
    pub fn given(&self, addresses: ProtectedAddresses) -> impl Iterator<Item = &'a [u8]> {
        let hides = addresses.hides(self);
        let is_given =
            move |kind: RecordType| !(hides && WITH_ADDRESS.contains(&kind.to_integer()));
        self.records.iter().filter(move |(kind, _)| is_given(*kind)).map(|(_, bytes)| *bytes)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::TestPerson;

    #[test]
    fn records_with_a_protected_address_are_left_out_where_it_is_not_given() {
        let kinds = |person: &TestPerson, addresses| {
            let given = person.records();
            let given = given.given(addresses).map(|record| record[..3].to_vec());
            given.map(|kind| String::from_utf8(kind).unwrap()).collect::<Vec<_>>()
        };
        let open = TestPerson::resident("0101701234").record("023", &[("KOMKOD", "0751")]);
        let protected = open.clone().protected();
        let all = ["001", "002", "003", "008", "023", "004"];
        assert_eq!(kinds(&open, ProtectedAddresses::LeftOut), all[..5]);
        assert_eq!(kinds(&protected, ProtectedAddresses::Given), all);
        assert_eq!(kinds(&protected, ProtectedAddresses::LeftOut), ["001", "008", "004"]);
    }
}
