use civil::Pnr;
use extract::{Form, Writer};
use filters::Reason;
use jiff::civil::Date;
use store::{Checkpoint, Hasher, LoadPart, LoadWork, StoreError};

use super::chunk::LoadEntry;
use crate::error::PipelineError;
use crate::work_file::WorkFile;
use crate::work_folder::WorkFolder;

/// A part of a load under way, which becomes a change extract. Three files: the start record and the persons' records,
/// the `003` records, and the list of persons.
pub(super) struct Part {
    number: u32,
    form: Form,
    data: WorkFile,
    labels: WorkFile,
    members: WorkFile,
    /// The digest of all bytes in `data`.
    hasher: Hasher,
    data_size: u64,
    label_size: u64,
    persons: u64,
    records: u64,
}

/// The length of an end record with its line end.
const END: u64 = 21 + 2;
/// The length of an entry in the list of persons: the number and the reason.
const MEMBER: usize = 9;

/// Names of a part's files in the work folder.
pub(super) fn file(part: u32) -> String {
    format!("{part}")
}

fn labels(part: u32) -> String {
    format!("{part}.003")
}

fn members(part: u32) -> String {
    format!("{part}.members")
}

impl Part {
    /// Starts a part, or continues it from a checkpoint.
    pub(super) fn open(
        folder: &WorkFolder,
        work: &LoadWork,
        proddto: Date,
        form: Form,
        from: &Checkpoint,
    ) -> Result<Self, PipelineError> {
        let Checkpoint { part: number, data_size, label_size, persons, records, .. } = *from;
        let mut part = Self {
            number,
            form,
            data: folder.file(&file(number), data_size)?,
            labels: folder.file(&labels(number), label_size)?,
            members: folder.file(&members(number), persons * MEMBER as u64)?,
            hasher: Hasher::default(),
            data_size,
            label_size,
            persons,
            records,
        };
        if data_size == 0 {
            // All parts follow the extract before the load, so each has the same PRODDTOFORRIG.
            let mut start = Writer::new(form);
            let opgavenr = work.pair.opgavenr.or(work.run.header.map(|header| header.opgavenr));
            let missing = StoreError::NotFound("OPGAVENR".into());
            start.start(opgavenr.ok_or(missing)?, proddto, work.before);
            part.write(&start.take())?;
        } else {
            let Self { data, hasher, .. } = &mut part;
            data.read(&mut |block| {
                hasher.update(block);
                Ok(())
            })?;
        }
        Ok(part)
    }

    /// How many of these persons fit without exceeding `limit`. An empty part takes one person of any size, because
    /// otherwise a load could not finish.
    pub(super) fn fitting(&self, members: &[LoadEntry], limit: Option<u64>) -> usize {
        let Some(limit) = limit else { return members.len() };
        let mut size = self.data_size + self.label_size + END;
        let fits = |member: &&LoadEntry| {
            size += (member.data + member.labels) as u64;
            size <= limit
        };
        let fitting = members.iter().take_while(fits).count();
        if self.persons == 0 { fitting.max(1) } else { fitting }
    }

    pub(super) const fn number(&self) -> u32 {
        self.number
    }

    pub(super) const fn persons(&self) -> u64 {
        self.persons
    }

    pub(super) fn add(
        &mut self,
        data: &[u8],
        labels: &[u8],
        members: &[LoadEntry],
    ) -> Result<(), PipelineError> {
        self.write(data)?;
        self.labels.write(labels)?;
        self.label_size += labels.len() as u64;
        for LoadEntry { pnr, reason, records, .. } in members {
            let mut line = [0; MEMBER];
            line[..8].copy_from_slice(&pnr.to_integer().to_be_bytes());
            line[8] = reason.bits();
            self.members.write(&line)?;
            self.records += records;
        }
        self.persons += members.len() as u64;
        Ok(())
    }

    /// Syncs everything to disk and returns the position.
    pub(super) fn checkpoint(&mut self, next: u64) -> Result<Checkpoint, PipelineError> {
        for file in [&mut self.data, &mut self.labels, &mut self.members] {
            file.sync()?;
        }
        Ok(Checkpoint {
            next,
            part: self.number,
            data_size: self.data_size,
            label_size: self.label_size,
            persons: self.persons,
            records: self.records,
        })
    }

    /// Completes the part: appends the `003` records and the end record.
    pub(super) fn close(mut self) -> Result<LoadPart, PipelineError> {
        let Self { data, labels, hasher, data_size, .. } = &mut self;
        labels.read(&mut |block| {
            hasher.update(block);
            *data_size += block.len() as u64;
            data.write(block)
        })?;
        let end = extract::end_record(self.records, self.form);
        self.write(&end)?;
        self.data.sync()?;
        self.members.sync()?;
        Ok(LoadPart {
            part: self.number,
            size: self.data_size,
            sha256: self.hasher.finish(),
            persons: self.persons,
            records: self.records,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), PipelineError> {
        self.data.write(bytes)?;
        self.hasher.update(bytes);
        self.data_size += bytes.len() as u64;
        Ok(())
    }
}

/// The persons in a complete part.
pub(super) fn members_of(
    folder: &WorkFolder,
    part: &LoadPart,
) -> Result<Vec<(Pnr, Reason)>, PipelineError> {
    let mut bytes = Vec::new();
    folder.file(&members(part.part), part.persons * MEMBER as u64)?.read(&mut |block| {
        bytes.extend_from_slice(block);
        Ok(())
    })?;
    let member = |line: &[u8]| {
        let (number, reason) = line.split_first_chunk::<8>()?;
        let pnr = Pnr::from_integer(u64::from_be_bytes(*number))?;
        Some((pnr, Reason::from_bits(*reason.first()?)))
    };
    let members: Option<Vec<_>> = bytes.chunks(MEMBER).map(member).collect();
    Ok(members.ok_or(StoreError::Corrupt("list of a load's persons"))?)
}
