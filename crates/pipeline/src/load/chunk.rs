use civil::Pnr;
use extract::{Form, RecordType, Writer};
use filters::Reason;
use matching::LoadFilter;
use store::{PnrRange, ReplicaVersion, Store};

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
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputFormat {
    pub(super) form: Form,
    pub(super) without_events: bool,
}

/// Reads a range of the replica; `None` when another extract was applied meanwhile.
pub(super) fn read(
    store: &Store,
    numbers: PnrRange,
    filter: &LoadFilter,
    style: OutputFormat,
) -> Result<Option<Chunk>, PipelineError> {
    let mut data = Writer::new(style.form);
    let mut labels = Writer::new(style.form);
    let mut members = Vec::new();
    let as_of = store.scan_records(
        numbers,
        &mut |candidate| filter.choose(candidate),
        &mut |pnr, reason, records| {
            let before = (data.length(), labels.length(), data.records() + labels.records());
            let mut start = 0;
            // Each record ends with a line feed.
            for end in memchr::memchr_iter(b'\n', records) {
                let text = &records[start..end];
                start = end + 1;
                match text.get(..3).and_then(RecordType::from_register) {
                    Some(RecordType::LABEL) => labels.copy(text),
                    Some(RecordType::EVENT) if style.without_events => {}
                    _ => data.copy(text),
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
