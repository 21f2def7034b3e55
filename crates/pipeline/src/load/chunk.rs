use civil::Pnr;
use extract::{Form, Minimisation, Minimiser, ProtectedPersons, RecordType, Writer, is_protected};
use filters::Reason;
use jiff::civil::Date;
use matching::LoadFilter;
use store::{LoadWork, PnrRange, ReplicaVersion, Store};

use crate::error::PipelineError;

/// A range of numbers read from the replica, as the bytes of a load.
pub(super) struct Chunk {
    /// The first number after the range.
    pub(super) until: u64,
    /// All records except `003`, person after person.
    pub(super) data: Vec<u8>,
    /// The `003` records. In a load they come after all others.
    pub(super) labels: Vec<u8>,
    pub(super) members: Vec<LoadEntry>,
}

/// A person in a chunk: the reason, and the number of bytes in `data` and in `labels`.
#[derive(Debug, Clone, Copy)]
pub(super) struct LoadEntry {
    pub(super) pnr: Pnr,
    pub(super) reason: Reason,
    pub(super) data: usize,
    pub(super) labels: usize,
    pub(super) records: u64,
}

/// The form of the records.
pub(super) struct OutputFormat {
    form: Form,
    without_events: bool,
    minimiser: Minimiser,
    protected: ProtectedPersons,
    /// The day on which a protection counts.
    proddto: Date,
}

impl OutputFormat {
    pub(super) fn new(form: Form, work: &LoadWork, proddto: Date) -> Self {
        let minimisation: &Minimisation = &work.pair.minimisation;
        Self {
            form,
            without_events: work.without_events,
            minimiser: Minimiser::new(minimisation),
            protected: minimisation.protected,
            proddto,
        }
    }

    /// Whether something depends on the protection of a person with these records, each followed by a line feed.
    fn is_protected(&self, records: &[u8]) -> bool {
        let lines = || records.split(|&byte| byte == b'\n');
        self.protected != ProtectedPersons::Deliver && is_protected(lines(), self.proddto)
    }

    const fn leaves_out(&self, is_protected: bool) -> bool {
        is_protected && matches!(self.protected, ProtectedPersons::LeaveOut)
    }
}

/// Reads a range of the replica; `None` when another extract was applied meanwhile.
pub(super) fn read(
    store: &Store,
    numbers: PnrRange,
    filter: &LoadFilter,
    style: &OutputFormat,
) -> Result<Option<Chunk>, PipelineError> {
    let mut data = Writer::new(style.form);
    let mut labels = Writer::new(style.form);
    let mut members = Vec::new();
    let mut copy = Vec::new();
    let as_of = store.scan_records(
        numbers,
        &mut |candidate| filter.choose(candidate),
        &mut |pnr, reason, records| {
            let is_protected = style.is_protected(records);
            if style.leaves_out(is_protected) {
                return;
            }
            let before = (data.length(), labels.length(), data.records() + labels.records());
            let mut start = 0;
            // Each record ends with a line feed.
            for end in memchr::memchr_iter(b'\n', records) {
                let text = &records[start..end];
                start = end + 1;
                let kind = text.get(..3).and_then(RecordType::from_register);
                copy.clear();
                if (style.without_events && kind == Some(RecordType::EVENT))
                    || !style.minimiser.add(text, is_protected, &mut copy)
                {
                    continue;
                }
                match kind {
                    Some(RecordType::LABEL) => labels.copy(&copy),
                    _ => data.copy(&copy),
                }
            }
            members.push(LoadEntry {
                pnr,
                reason,
                data: data.length() - before.0,
                labels: labels.length() - before.1,
                records: data.records() + labels.records() - before.2,
            });
        },
    )?;
    Ok((as_of == ReplicaVersion::Current).then(|| Chunk {
        until: numbers.until,
        data: data.take(),
        labels: labels.take(),
        members,
    }))
}
