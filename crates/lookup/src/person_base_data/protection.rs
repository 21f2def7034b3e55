use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;
use crate::record::Record;

/// Whether a person's addresses are in the answer: the current, the foreign, the contact and the former ones.
pub(crate) fn are_addresses_given(
    person: &PersonRecords<'_>,
    addresses: ProtectedAddresses,
) -> bool {
    !addresses.hides(person)
}

/// Whether the person has name and address protection.
pub(crate) fn is_address_protected(person: &PersonRecords<'_>) -> bool {
    protection(person, "0001").is_some()
}

/// The person's protection of a type (004.BESKYTTYPE), also one that has ended: the CPR office removes the record when the
/// protection is no more (`lookup.md` 2.6).
pub(super) fn protection<'a>(person: &PersonRecords<'a>, kind: &str) -> Option<Record<'a>> {
    person.all("004").find(|record| record.text("BESKYTTYPE") == kind)
}
