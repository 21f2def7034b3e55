//! Repairs damaged persons in the replica from the archive.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use blobs::Archive;
use civil::Pnr;
use extract::Extract;
use store::{RestoredPerson, Run, RunId, RunKind, Store};

use crate::error::PipelineError;
use crate::person_index::person_index;
use crate::seed::gather;

/// Restores these persons, and those that are missing. Deletes persons that no extract contains: a bit error in a
/// number made them. Only for the process that works on extracts.
pub(super) fn mend(store: &Store, archive: &Archive, damaged: &[Pnr]) -> Result<(), PipelineError> {
    let wanted: BTreeSet<Pnr> = damaged.iter().copied().chain(store.missing_persons()?).collect();
    let mut by_run = BTreeMap::<RunId, (Run, Vec<Pnr>)>::new();
    for pnr in wanted {
        match store.writer_of(pnr)? {
            Some(run) => by_run.entry(run.id).or_insert_with(|| (run, Vec::new())).1.push(pnr),
            None => store.delete_person(pnr)?,
        }
    }
    for (run, persons) in by_run.into_values() {
        let restored = match run.kind {
            RunKind::Day => from_day(archive, &run, &persons)?,
            RunKind::Seed => from_seed(archive, &run, &persons)?,
        };
        for pnr in persons {
            match restored.get(&pnr) {
                Some(restored) => store.restore_person(restored)?,
                None => store.delete_person(pnr)?,
            }
        }
    }
    Ok(())
}

type Restored = HashMap<Pnr, RestoredPerson>;

fn from_day(archive: &Archive, run: &Run, persons: &[Pnr]) -> Result<Restored, PipelineError> {
    let file = archive.extract(&run.sha256)?;
    let extract = Extract::parse(&file).map_err(|_| PipelineError::Unreadable(run.id))?;
    let found =
        (0u32..).zip(extract.persons()).filter(|(_, person)| persons.contains(&person.pnr()));
    let restored = found.map(|(index, person)| {
        let mut records = Vec::new();
        for record in extract.records_of(&file, index) {
            records.extend_from_slice(record);
            records.push(b'\n');
        }
        (person.pnr(), restored(person, run.id, records))
    });
    Ok(restored.collect())
}

/// A full extract may be larger than memory, so it is read in pieces.
fn from_seed(archive: &Archive, run: &Run, persons: &[Pnr]) -> Result<Restored, PipelineError> {
    let found = RefCell::new(HashMap::<Pnr, Vec<u8>>::new());
    let put = |blocks: Vec<store::Block>| {
        for block in blocks.into_iter().filter(|block| persons.contains(&block.pnr)) {
            found.borrow_mut().entry(block.pnr).or_default().extend(block.records);
        }
        Ok(())
    };
    let source = archive.extract_reader(&run.sha256)?;
    let gathered = gather(source, Path::new(&run.file_name), &put, &|_| Ok(()))?;
    let found = found.into_inner().into_iter();
    let restored = found.filter_map(|(pnr, records)| {
        let person = gathered.survey.person(pnr)?;
        Some((pnr, restored(person, run.id, records)))
    });
    Ok(restored.collect())
}

fn restored(person: &extract::Person, run: RunId, records: Vec<u8>) -> RestoredPerson {
    RestoredPerson { pnr: person.pnr(), index: person_index(person), run, records }
}
