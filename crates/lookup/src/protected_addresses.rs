use extract::{RecordLayout, RecordType};

use crate::person_records::PersonRecords;

/// The record types that go out of a person whose address is left out: those of U12170-P without an address and without
/// text that anybody may have written one into. What is not known is not among them.
const WITHOUT_ADDRESS: [u16; 21] =
    [1, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 22, 25, 26, 27, 28, 29, 30, 99];

/// Whether addresses of persons with a protected name and address (`004` of type 0001) are given: a setting of the agreement
/// (`lookup.md` 2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtectedAddresses {
    /// As the real platform gives them, with the mark of the protection.
    Given,
    /// Left out, and the mark stays. Who is looked up by an address is left out altogether: the answer would say the address.
    LeftOut,
}

impl ProtectedAddresses {
    /// The person's records as they stand in the extract, without line ends. Where the address is protected and not given,
    /// they are those that have none, up to the length that the description has.
    pub fn given<'a>(self, person: &PersonRecords<'a>) -> Vec<&'a [u8]> {
        let hides = self.hides(person);
        let is_given = |kind: RecordType| !hides || WITHOUT_ADDRESS.contains(&kind.to_integer());
        let whole = |kind: RecordType, record: &'a [u8]| {
            let length = kind.layout().filter(|_| hides).map(RecordLayout::length);
            length.and_then(|length| record.get(..length)).unwrap_or(record)
        };
        let records = person.records().filter(|(kind, _)| is_given(*kind));
        records.map(|(kind, record)| whole(kind, record)).collect()
    }

    /// Whether this person's address is left out.
    pub fn hides(self, person: &PersonRecords<'_>) -> bool {
        self == Self::LeftOut && is_protected(person)
    }
}

/// Whether name and address are protected. A protection counts as long as CPR has not removed it, also after its last day.
pub(crate) fn is_protected(person: &PersonRecords<'_>) -> bool {
    person.all("004").any(|protection| protection.text("BESKYTTYPE") == "0001")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::TestPerson;

    #[test]
    fn only_name_and_address_protection_hides_an_address() {
        let none = TestPerson::resident("0101701234");
        let other = TestPerson::resident("0101701234").record("004", &[("BESKYTTYPE", "0003")]);
        let expired = TestPerson::resident("0101701234").protected();
        let hides = |person: &TestPerson| ProtectedAddresses::LeftOut.hides(&person.records());
        assert_eq!([&none, &other, &expired].map(hides), [false, false, true]);
        assert!(!ProtectedAddresses::Given.hides(&expired.records()));
    }

    #[test]
    fn records_with_a_protected_address_are_left_out_where_it_is_not_given() {
        let kinds = |person: &TestPerson, addresses| {
            let given = ProtectedAddresses::given(addresses, &person.records());
            let given = given.iter().map(|record| record[..3].to_vec());
            given.map(|kind| String::from_utf8(kind).unwrap()).collect::<Vec<_>>()
        };
        let open = TestPerson::resident("0101701234")
            .record("023", &[("KOMKOD", "0751")])
            .record("019", &[("NOTATLINIE", "Vejen 1")]);
        let protected = open.clone().protected();
        let all = ["001", "002", "003", "008", "023", "019", "004"];
        assert_eq!(kinds(&open, ProtectedAddresses::LeftOut), all[..6]);
        assert_eq!(kinds(&protected, ProtectedAddresses::Given), all);
        assert_eq!(kinds(&protected, ProtectedAddresses::LeftOut), ["001", "008", "004"]);
    }
}
