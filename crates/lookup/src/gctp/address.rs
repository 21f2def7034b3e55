use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;
use crate::record::Record;

/// The records that say where a person is; without content when that is left out.
pub(super) struct Address<'a> {
    /// `002`: where the person lives.
    pub(super) residence: Record<'a>,
    /// `003`: the address as it is written on a letter.
    pub(super) label: Record<'a>,
    /// `005`: where the person has emigrated to.
    pub(super) abroad: Record<'a>,
    /// `006`: another address for letters.
    pub(super) contact: Record<'a>,
}

impl<'a> Address<'a> {
    pub(super) fn of(person: &PersonRecords<'a>, addresses: ProtectedAddresses) -> Self {
        let hidden = addresses.hides(person);
        let record = |kind| if hidden { Record::new(None, &[]) } else { person.first(kind) };
        Self {
            residence: record("002"),
            label: record("003"),
            abroad: record("005"),
            contact: record("006"),
        }
    }
}
