//! Filling the replica from a full extract. Blocks are compressed as they come and laid aside by
//! number, then sorted and written in one transaction. Rows in rising order fill page after page.

use std::thread;

use civil::Pnr;

use crate::counters::{self, Counter};
use crate::db::{Tx, values};
use crate::model::{Block, NewSeed, RunId, RunKind, RunState};
use crate::records_codec::Encoder;
use crate::seed_buckets::{Bucket, Buckets};
use crate::store::Store;
use crate::{StoreError, audit, filter_versions, follows, roads};

const DOING: &str = "seeding the replica";

/// A seeding in progress. The replica is empty until [`Seed::finish`]; dropping it discards what
/// was read.
pub struct Seed<'a> {
    store: &'a Store,
    buckets: Buckets,
    encoder: Option<Encoder>,
}

/// Filling the replica.
impl Store {
    /// Begins to fill the replica from a full extract.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the replica is not empty, or an extract was applied.
    pub fn seed(&self) -> Result<Seed<'_>, StoreError> {
        self.read(DOING, check_empty)?;
        let buckets = Buckets::create(self.engine.path().with_extension("seeding"))?;
        Ok(Seed { store: self, buckets, encoder: None })
    }
}

impl Seed<'_> {
    /// Adds blocks in the order of the file. The dictionary is trained on those of the first call,
    /// which should be some thousands.
    pub fn add(&mut self, blocks: Vec<Block>) -> Result<(), StoreError> {
        let (pnrs, records): (Vec<Pnr>, Vec<Vec<u8>>) =
            blocks.into_iter().map(|block| (block.pnr, block.records)).unzip();
        let encoder = match self.encoder.take() {
            Some(encoder) => encoder,
            // The first blocks are as good a sample as any others.
            None => self.store.read(DOING, |tx| Encoder::prepare(tx, &records))?,
        };
        let coded = encoder.compress(&records)?;
        self.encoder = Some(encoder);
        pnrs.iter().zip(&coded).try_for_each(|(pnr, coded)| self.buckets.spill(*pnr, coded))
    }

    /// Writes all persons to the replica and records the run, in one transaction.
    pub fn finish(mut self, new: &NewSeed<'_>) -> Result<RunId, StoreError> {
        self.buckets.flush()?;
        self.store.write(DOING, |tx| {
            check_empty(tx)?;
            let run = insert_run(tx, new)?;
            let dictionary = match &self.encoder {
                Some(encoder) => {
                    encoder.keep(tx)?;
                    encoder.id
                }
                None => 0,
            };
            roads::drop_index(tx)?;
            let persons = put_persons(tx, &self.buckets, run, dictionary, new)?;
            roads::create_index(tx)?;
            roads::add(tx, &new.roads)?;
            let update = "UPDATE run SET persons = ?2 WHERE id = ?1";
            tx.execute(update, &values![run, persons])?;
            let successors = new.successors.iter().copied().collect();
            // A full extract begins a chain, so it has none to continue.
            follows::follow_numbers(tx, run, &successors, &|_| None, new.at)?;
            let in_spite = if new.accepted.is_empty() { "" } else { ", in spite of " };
            let subject = format!("run {run}{in_spite}{}", new.accepted);
            audit::done(tx, new.author, new.at, "seed", subject)?;
            Ok(run)
        })
    }
}

/// Only an empty replica can be seeded: the data of persons who are only in it would be lost.
fn check_empty(tx: &Tx<'_>) -> Result<(), StoreError> {
    let select = "SELECT CASE WHEN EXISTS (SELECT 1 FROM person)
            OR EXISTS (SELECT 1 FROM run WHERE state IN ('applied', 'done'))
        THEN 1 ELSE 0 END AS is_used";
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
            proddtoforrig, persons, records, seen_at, applied_at, done_at, id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?11, ?11, ?12)";
    let run = RunId(counters::next(tx, Counter::Run)?);
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
        new.at,
        run,
    ];
    tx.execute(insert, &row)?;
    filter_versions::freeze(tx, run)?;
    Ok(run)
}

/// Writes all persons. Returns how many there are.
fn put_persons(
    tx: &Tx<'_>,
    buckets: &Buckets,
    run: RunId,
    dictionary: i64,
    new: &NewSeed<'_>,
) -> Result<u64, StoreError> {
    let mut persons = 0;
    let mut next = buckets.read(0)?;
    for bucket in 0..buckets.len() {
        // The next bucket is read and sorted while this one is written.
        let (written, read) = thread::scope(|scope| {
            let reading = scope.spawn(|| buckets.read(bucket + 1));
            let written = put_bucket(tx, &next, run, dictionary, new, &mut persons);
            let damaged = |_| Err(StoreError::Corrupt("what was laid aside"));
            (written, reading.join().unwrap_or_else(damaged))
        });
        written?;
        next = read?;
    }
    Ok(persons)
}

/// Writes the persons of a bucket; `persons` counts on and is reported.
fn put_bucket(
    tx: &Tx<'_>,
    bucket: &Bucket,
    run: RunId,
    dictionary: i64,
    new: &NewSeed<'_>,
    persons: &mut u64,
) -> Result<(), StoreError> {
    let mut rows = bucket.rows(run, dictionary, new.person).inspect(|_| {
        *persons += 1;
        if persons.is_multiple_of(10_000) {
            (new.progress)(*persons);
        }
    });
    tx.put_persons(&mut rows).map(|_| ())
}
