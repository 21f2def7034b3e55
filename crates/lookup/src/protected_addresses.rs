use crate::person_records::PersonRecords;

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
}
