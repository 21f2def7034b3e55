//! Fills the replica from a full extract, which is read once, in pieces, and archived at the same time.

mod acceptance;
mod gather;
mod tee;

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use blobs::Archive;
use clock::Clock;
use extract::{ExtractScan, Person};
use jiff::civil::Date;
use store::{Block, NewSeed, RunHeader, RunId, Seed, SeedPerson, Store, StoreError};

use crate::error::PipelineError;
use crate::ingest::{file_name, findings, odd_date};
use crate::person_index::person_index;
use crate::progress::{Cancelled, PipelineEvent, PipelineObserver};
pub(crate) use acceptance::Acceptance;
pub use acceptance::{NoSeedFinding, SeedFinding};
use gather::ScannedExtract;
pub(crate) use gather::gather;
use tee::{CHUNKS, TeeReader, copy_to};

/// The number of batches that may wait to be written.
const BATCHES: usize = 2;

/// Fills the empty replica from a full extract, and archives it.
pub(crate) fn seed(
    store: &Store,
    archive: &Archive,
    path: &Path,
    acceptance: &Acceptance<'_>,
    latest: Option<Date>,
    clock: &Clock,
    progress: &dyn PipelineObserver,
) -> Result<RunId, PipelineError> {
    let cannot_read = |error| PipelineError::file("cannot read", path)(error);
    let metadata = std::fs::metadata(path).map_err(cannot_read)?;
    if !metadata.is_file() {
        return Err(PipelineError::NotAFile(path.to_owned()));
    }
    let size = metadata.len();
    let seed = store.seed()?;
    let source = File::open(path).map_err(cannot_read)?;
    let (chunks, to_archive) = sync_channel(CHUNKS);
    let (batches, to_store) = sync_channel(BATCHES);
    let (gathered, archived, stored) = std::thread::scope(|scope| {
        let archiving = scope.spawn(move || copy_to(archive, &to_archive));
        let storing = scope.spawn(move || spill(seed, &to_store));
        let report = |read| progress.step(PipelineEvent::Seeding { read, of: size });
        let put = |batch| batches.send(batch).map_err(|_| Cancelled);
        let gathered = gather(TeeReader::new(source, chunks), path, &put, &report);
        drop(batches);
        let damaged = || StoreError::Corrupt("file that was being read");
        let archived = archiving.join().unwrap_or_else(|_| Err(damaged().into()));
        (gathered, archived, storing.join().unwrap_or_else(|_| Err(damaged())))
    });
    // If archiving or storing fails, reading fails too, but the first error names the cause.
    let ((writer, sha256), seed) = (archived?, stored?);
    let ScannedExtract { survey, diagnostics, roads, read } = gathered?;
    let accepted = acceptance.judge(path, &diagnostics)?;
    let odd = odd_date(&file_name(path), survey.header().proddto(), latest);
    acceptance.judge_date(path, odd)?;
    writer.finish(&sha256)?;
    let of = survey.persons().len() as u64;
    let report = |persons| {
        // The transaction cannot be cancelled any more.
        let _ = progress.step(PipelineEvent::Storing { persons, of });
    };
    report(0);
    Ok(seed.finish(&NewSeed {
        file_name: &file_name(path),
        sha256,
        size: read,
        header: header(&survey),
        records: survey.records(),
        findings: findings(&diagnostics, survey.replies()),
        person: &|pnr| survey.person(pnr).map(put),
        roads: roads.into_set(),
        successors: survey.persons().iter().filter_map(successor).collect(),
        accepted,
        author: acceptance.author,
        at: clock.now(),
        progress: &report,
    })?)
}

/// Writes batches into the buckets until the sender is gone.
fn spill<'a>(mut seed: Seed<'a>, batches: &Receiver<Vec<Block>>) -> Result<Seed<'a>, StoreError> {
    for batch in batches {
        seed.add(batch)?;
    }
    Ok(seed)
}

fn header(survey: &ExtractScan) -> RunHeader {
    let header = survey.header();
    RunHeader {
        opgavenr: header.opgavenr(),
        proddto: header.proddto(),
        proddtoforrig: header.proddtoforrig(),
    }
}

/// As with a day's extract (`filters.md`), a person without `001` is not stored.
fn put(person: &Person) -> SeedPerson {
    if !person.has_changed() {
        return SeedPerson::LeaveOut;
    }
    SeedPerson::Put(person_index(person))
}

fn successor(person: &Person) -> Option<(civil::Pnr, civil::Pnr)> {
    Some((person.pnr(), person.successor()?))
}
