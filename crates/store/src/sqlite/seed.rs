//! The replica filled from a full extract: blocks are compressed as they come and laid aside by number,
//! then put in order and written in one transaction. Rows in rising order fill page after page.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read as _, Write as _};
use std::ops::Range;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use civil::Pnr;

use super::records_codec::Encoder;
use super::{apply, audit};
use crate::StoreError;
use crate::db::{Engine, PersonRow, Tx, values};
use crate::model::{Block, NewSeed, RunId, RunKind, RunState, SeedPerson};
use crate::private_file;

const DOING: &str = "seeding the replica";
/// Numbers of one bucket: those of a day of the month. A bucket is held in memory.
const BUCKET: u64 = 100_000_000;
const BUCKETS: u64 = 100;

/// A seeding under way: what has been read lies aside. Dropped, it leaves nothing behind.
pub(crate) struct Seeding {
    folder: Folder,
    buckets: Vec<Option<BufWriter<File>>>,
    encoder: Option<Encoder>,
}

/// Removed with everything in it when it is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays is cleared by the next seeding.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Engine {
    pub(crate) fn begin_seed(&self) -> Result<Seeding, StoreError> {
        self.read(DOING, check_empty)?;
        let folder = Folder(self.path().with_extension("seeding"));
        drop(Folder(folder.0.clone()));
        private_file::make_folder(&folder.0)?;
        Ok(Seeding { folder, buckets: (0..BUCKETS).map(|_| None).collect(), encoder: None })
    }

    pub(crate) fn add_to_seed(
        &self,
        seeding: &mut Seeding,
        blocks: Vec<Block>,
    ) -> Result<(), StoreError> {
        let (pnrs, records): (Vec<Pnr>, Vec<Vec<u8>>) =
            blocks.into_iter().map(|block| (block.pnr, block.records)).unzip();
        let encoder = match seeding.encoder.take() {
            Some(encoder) => encoder,
            // The first blocks are as good a sample as any.
            None => self.read(DOING, |tx| Encoder::prepare(tx, &records))?,
        };
        let coded = encoder.compress(&records)?;
        seeding.encoder = Some(encoder);
        pnrs.iter().zip(&coded).try_for_each(|(pnr, coded)| seeding.spill(*pnr, coded))
    }

    pub(crate) fn finish_seed(
        &self,
        mut seeding: Seeding,
        new: &NewSeed<'_>,
    ) -> Result<RunId, StoreError> {
        seeding.flush()?;
        self.write(DOING, |tx| {
            check_empty(tx)?;
            let run = insert_run(tx, new)?;
            let coding = match &seeding.encoder {
                Some(encoder) => {
                    encoder.keep(tx)?;
                    encoder.coding
                }
                None => 0,
            };
            let persons = seeding.write(tx, run, coding, new)?;
            let update = "UPDATE run SET persons = ?2 WHERE id = ?1";
            tx.execute(update, &values![run, persons])?;
            let successors = new.successors.iter().copied().collect();
            // The file has everyone: no chain goes on elsewhere.
            apply::follow_numbers(tx, run, &successors, &|_| None, new.at)?;
            let in_spite = if new.accepted.is_empty() { "" } else { ", in spite of " };
            let subject = format!("run {run}{in_spite}{}", new.accepted);
            audit::done(tx, new.author, new.at, "seed", subject)?;
            Ok(run)
        })
    }
}

/// Only a replica without persons can be seeded: others would lose what only they know.
fn check_empty(tx: &Tx<'_>) -> Result<(), StoreError> {
    let select = "SELECT EXISTS (SELECT 1 FROM person)
        OR EXISTS (SELECT 1 FROM run WHERE state IN ('applied', 'done')) AS is_used";
    match tx.query_opt(select, &[], |row| row.get("is_used"))? {
        Some(false) => Ok(()),
        _ => Err(StoreError::Conflict(
            "the replica is in use: a seed is for a new installation, before its first extract"
                .into(),
        )),
    }
}

fn insert_run(tx: &Tx<'_>, new: &NewSeed<'_>) -> Result<RunId, StoreError> {
    let insert =
        "INSERT INTO run (kind, file_name, sha256, size, state, findings, opgavenr, proddto,
            proddtoforrig, persons, records, filter_change, seen_at, applied_at, done_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10,
            (SELECT coalesce(max(id), 0) FROM filter_change), ?11, ?11, ?11) RETURNING id";
    let row = values![
        RunKind::Seed.as_str(),
        new.file_name,
        &new.sha256,
        new.size,
        RunState::Done.as_str(),
        new.findings.join("\n"),
        new.header.opgavenr.to_string(),
        new.header.proddto,
        new.header.proddtoforrig,
        new.records,
        new.at
    ];
    tx.insert(insert, &row).map(RunId)
}

impl Seeding {
    fn spill(&mut self, pnr: Pnr, coded: &[u8]) -> Result<(), StoreError> {
        let number = pnr.to_integer();
        let bucket = usize::try_from(number / BUCKET).unwrap_or(usize::MAX);
        let path = self.path(bucket);
        let wrong = StoreError::file("cannot write", &path);
        let Some(place) = self.buckets.get_mut(bucket) else {
            return Err(StoreError::Corrupt("number"));
        };
        let mut write = || {
            let file = match place {
                Some(file) => file,
                None => place.insert(BufWriter::with_capacity(1 << 18, private(&path)?)),
            };
            let length = u32::try_from(coded.len()).map_err(std::io::Error::other)?;
            file.write_all(&number.to_le_bytes())?;
            file.write_all(&length.to_le_bytes())?;
            file.write_all(coded)
        };
        write().map_err(wrong)
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        for bucket in self.buckets.iter_mut().flatten() {
            bucket.flush().map_err(StoreError::file("cannot write", &self.folder.0))?;
        }
        Ok(())
    }

    /// Writes everyone; how many there are.
    fn write(
        &self,
        tx: &Tx<'_>,
        run: RunId,
        coding: i64,
        new: &NewSeed<'_>,
    ) -> Result<u64, StoreError> {
        let mut persons = 0;
        let mut next = self.bucket(0)?;
        for bucket in 0..self.buckets.len() {
            // The next one is read and put in order while this one is written.
            let (written, read) = std::thread::scope(|scope| {
                let reading = scope.spawn(|| self.bucket(bucket + 1));
                let written = tx.put_persons(&mut next.persons(run, coding, new, &mut persons));
                let damaged = |_| Err(StoreError::Corrupt("what was laid aside"));
                (written, reading.join().unwrap_or_else(damaged))
            });
            written?;
            next = read?;
        }
        Ok(persons)
    }

    fn bucket(&self, bucket: usize) -> Result<Bucket, StoreError> {
        if !self.buckets.get(bucket).is_some_and(Option::is_some) {
            return Ok(Bucket::default());
        }
        let path = self.path(bucket);
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes));
        read.map_err(StoreError::file("cannot read", &path))?;
        Bucket::new(bytes)
    }

    fn path(&self, bucket: usize) -> PathBuf {
        Path::join(&self.folder.0, format!("{bucket:02}"))
    }
}

/// A file that is its owner's alone.
fn private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Blocks in order of number, and of one number in the order of the file.
#[derive(Default)]
struct Bucket {
    bytes: Vec<u8>,
    blocks: Vec<(u64, Range<usize>)>,
}

impl Bucket {
    fn new(bytes: Vec<u8>) -> Result<Self, StoreError> {
        let damaged = || StoreError::Corrupt("what was laid aside");
        let mut blocks = Vec::new();
        let mut at = 0;
        while let Some((head, _)) = bytes[at..].split_first_chunk::<12>() {
            let (number, length) = head.split_first_chunk::<8>().ok_or_else(damaged)?;
            let length = length.first_chunk::<4>().ok_or_else(damaged)?;
            let end = at + 12 + u32::from_le_bytes(*length) as usize;
            blocks.push((u64::from_le_bytes(*number), at + 12..end));
            at = end;
        }
        if at != bytes.len() {
            return Err(damaged());
        }
        // Stable: the order of the file stays among those of one number.
        blocks.sort_by_key(|(number, _)| *number);
        Ok(Self { bytes, blocks })
    }

    /// The rows of its persons; `written` of them are counted, and told of.
    fn persons<'a>(
        &'a self,
        run: RunId,
        coding: i64,
        new: &NewSeed<'_>,
        written: &mut u64,
    ) -> impl Iterator<Item = Result<PersonRow<'a>, StoreError>> {
        let persons = self.blocks.chunk_by(|one, next| one.0 == next.0);
        persons.filter_map(move |blocks| {
            let person = self.person(blocks, run, coding, new).transpose()?;
            *written += 1;
            if written.is_multiple_of(10_000) {
                (new.progress)(*written);
            }
            Some(person)
        })
    }

    /// A person of whom there are these blocks; `None` of one who is left out.
    fn person(
        &self,
        blocks: &[(u64, Range<usize>)],
        run: RunId,
        coding: i64,
        new: &NewSeed<'_>,
    ) -> Result<Option<PersonRow<'_>>, StoreError> {
        let damaged = || StoreError::Corrupt("what was laid aside");
        let number = blocks.first().map(|(number, _)| *number);
        let pnr = number.and_then(Pnr::from_integer).ok_or_else(damaged)?;
        let index = match (new.person)(pnr).ok_or_else(damaged)? {
            SeedPerson::LeaveOut => return Ok(None),
            SeedPerson::Put(index) => index,
        };
        let records = match blocks {
            [(_, range)] => Cow::Borrowed(&self.bytes[range.clone()]),
            // Compressed blocks one behind the other are a compressed block.
            _ => blocks.iter().flat_map(|(_, range)| &self.bytes[range.clone()]).copied().collect(),
        };
        Ok(Some(PersonRow { pnr, index, run, coding, records }))
    }
}
