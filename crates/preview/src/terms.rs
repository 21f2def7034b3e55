use extract::{Minimisation, Minimiser, ProtectedPersons, Writer, is_protected};
use jiff::civil::Date;
use store::RecordsSize;

/// The terms of an agreement, ready to be applied to many persons.
pub(crate) struct Terms {
    minimiser: Minimiser,
    protected: ProtectedPersons,
    /// Whether anything is left out.
    is_empty: bool,
    /// Whether records are left out, so that files are smaller. What is blank has its length.
    omits: bool,
}

impl Terms {
    pub(crate) fn new(minimisation: &Minimisation) -> Self {
        let protected = minimisation.protected;
        Self {
            minimiser: Minimiser::new(minimisation),
            protected,
            is_empty: minimisation.is_empty(),
            omits: !minimisation.omitted.is_empty()
                || protected == ProtectedPersons::BlankAddresses,
        }
    }

    /// Whether a person's records have another size in a day's file than in the extract.
    pub(crate) const fn omits_records(&self) -> bool {
        self.omits
    }

    pub(crate) const fn minimiser(&self) -> &Minimiser {
        &self.minimiser
    }

    /// Whether persons whose name and address are protected are left out.
    pub(crate) const fn leaves_out_protected(&self) -> bool {
        matches!(self.protected, ProtectedPersons::LeaveOut)
    }

    /// Whether something depends on the protection of a person with these records, each followed by a line feed.
    pub(crate) fn is_protected(&self, records: &[u8], day: Date) -> bool {
        let lines = records.split(|&byte| byte == b'\n');
        self.protected != ProtectedPersons::Deliver && is_protected(lines, day)
    }

    /// How much a person's records, each followed by a line feed, are in a load.
    pub(crate) fn size(
        &self,
        writer: &Writer,
        records: &[u8],
        is_protected: bool,
        copy: &mut Vec<u8>,
    ) -> RecordsSize {
        let mut size = RecordsSize::default();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', records) {
            let record = &records[start..end];
            start = end + 1;
            if self.is_empty {
                size.records += 1;
                size.bytes += writer.copied_length(record) as u64;
                continue;
            }
            copy.clear();
            if self.minimiser.add(record, is_protected, copy) {
                size.records += 1;
                size.bytes += writer.copied_length(copy) as u64;
            }
        }
        size
    }
}
