use std::io::Read;
use std::path::Path;

use extract::{
    ChunkReader, Diagnostics, ExtractScan, Problem, Record, RecordType, Records, Roads,
    STATUS_PERSON,
};
use store::Block;

use crate::error::PipelineError;
use crate::progress::Cancelled;

/// Bytes of blocks that are compressed together: some thousands of persons, because many similar records compress
/// better.
const BATCH: usize = 16 << 20;

/// What a full extract says, once its blocks are handed out.
pub(crate) struct ScannedExtract {
    pub(crate) survey: ExtractScan,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) roads: Roads,
    /// Length of the file in bytes.
    pub(crate) read: u64,
}

/// Reads a full extract, and hands out the persons' records in blocks.
pub(crate) fn gather(
    source: impl Read,
    path: &Path,
    put: &dyn Fn(Vec<Block>) -> Result<(), Cancelled>,
    report: &dyn Fn(u64) -> Result<(), Cancelled>,
) -> Result<ScannedExtract, PipelineError> {
    let cannot_read = |error| PipelineError::file("cannot read", path)(error);
    let mut pieces = ChunkReader::new(source);
    let first = pieces.next_piece().map_err(cannot_read)?;
    let mut records = first.unwrap_or_else(|| Records::new(&[]));
    let (survey, _) =
        ExtractScan::start(&mut records).map_err(|error| PipelineError::NotASeed {
            path: path.to_owned(),
            errors: 1,
            first: Some(error.to_string()),
            found: "no-start".to_owned(),
            acceptable: None,
        })?;
    let mut blocks = Blocks {
        survey,
        diagnostics: Diagnostics::default(),
        roads: Roads::default(),
        batch: Vec::new(),
        size: 0,
    };
    let mut end = blocks.piece(records);
    while let Some(records) = pieces.next_piece().map_err(cannot_read)? {
        if blocks.size >= BATCH {
            put(blocks.take())?;
            report(end.1 as u64)?;
        }
        end = blocks.piece(records);
    }
    put(blocks.take())?;
    report(end.1 as u64)?;
    let Blocks { survey, mut diagnostics, roads, .. } = blocks;
    survey.finish(end, &mut |diagnostic, _| diagnostics.add(diagnostic));
    Ok(ScannedExtract { survey, diagnostics, roads, read: end.1 as u64 })
}

/// Blocks that are not yet written to the buckets.
struct Blocks {
    survey: ExtractScan,
    diagnostics: Diagnostics,
    roads: Roads,
    batch: Vec<Block>,
    size: usize,
}

impl Blocks {
    /// Adds the next records. Returns the line and the byte at which they end.
    fn piece(&mut self, mut records: Records<'_>) -> (u32, usize) {
        // A person whose records go on in the next piece has two blocks.
        let mut last = None;
        for record in records.by_ref() {
            match record {
                Ok(record) => last = self.record(&record, last),
                Err(diagnostic) => self.diagnostics.add(diagnostic),
            }
        }
        records.place()
    }

    /// Adds a record that follows one of person `last`. Returns its person.
    fn record(&mut self, record: &Record<'_>, last: Option<u32>) -> Option<u32> {
        let Self { survey, diagnostics, .. } = self;
        let person = survey.take(record, &mut |diagnostic| {
            if diagnostic.problem() != Problem::Long || !is_of_a_status_extract(record) {
                diagnostics.add(diagnostic);
            }
        })?;
        let text = as_in_u12170(record);
        self.roads.add(text);
        self.size += text.len() + 1;
        if last != Some(person) || self.batch.is_empty() {
            let pnr = self.survey.persons()[person as usize].pnr();
            self.batch.push(Block { pnr, records: Vec::new() });
        }
        if let Some(block) = self.batch.last_mut() {
            block.records.extend_from_slice(text);
            block.records.push(b'\n');
        }
        Some(person)
    }

    fn take(&mut self) -> Vec<Block> {
        self.size = 0;
        std::mem::take(&mut self.batch)
    }
}

/// A longer record is not of a status extract but of a layout that CPR has extended: it is kept unchanged.
fn is_of_a_status_extract(record: &Record<'_>) -> bool {
    record.kind() == Some(RecordType::PERSON) && record.text().len() <= STATUS_PERSON
}

/// The record in the layout of a change extract, in which the replica's records are delivered.
fn as_in_u12170<'a>(record: &Record<'a>) -> &'a [u8] {
    let text = record.text();
    let layout = record.kind().filter(|_| is_of_a_status_extract(record));
    layout.and_then(|kind| text.get(..kind.layout()?.length())).unwrap_or(text)
}
