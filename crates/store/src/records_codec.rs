//! A person's records as a compressed blob. Persons are alike, so a dictionary of what they have in
//! common makes a blob half as large; the dictionary lives in the database, each row names its own.

use std::collections::HashMap;
use std::path::Path;

use rayon::prelude::*;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::EncoderDictionary;
use zstd::zstd_safe::CParameter;

use crate::StoreError;
use crate::db::table;
use crate::db::{Tx, checksums, values};

const LEVEL: i32 = 1;
const DICTIONARY_SIZE: usize = 64 * 1024;
/// The number of persons whose records a dictionary is made of: fewer give a bad dictionary.
const SAMPLES: usize = 2000;
/// The number of a database's first dictionary.
const FIRST: i64 = 1;
/// The number of blobs that one thread compresses at a time.
const CHUNK: usize = 512;
/// An upper bound for a person's records.
const LARGEST: usize = 64 * 1024 * 1024;

/// Compresses blobs for new rows.
pub(crate) struct Encoder {
    /// The number of the dictionary; 0 when there is none yet.
    pub(crate) id: i64,
    prepared: Option<EncoderDictionary<'static>>,
    /// A dictionary that is not in the database yet.
    fresh: Option<Vec<u8>>,
}

impl Encoder {
    /// The encoder for new rows. A database without a dictionary gets one as soon as `samples` are
    /// enough to make one of.
    pub(crate) fn prepare(tx: &Tx<'_>, samples: &[Vec<u8>]) -> Result<Self, StoreError> {
        let newest = "SELECT id, bytes FROM dictionary ORDER BY id DESC LIMIT 1";
        let stored = tx.query_opt(newest, &[], |row| {
            Ok((row.get::<i64>("id")?, row.get::<Vec<u8>>("bytes")?))
        })?;
        if let Some((id, bytes)) = &stored {
            check(tx, *id, bytes)?;
        }
        let with = |id, bytes: &[u8], fresh| {
            let prepared = Some(EncoderDictionary::copy(bytes, LEVEL));
            Self { id, prepared, fresh }
        };
        Ok(match stored {
            Some((id, bytes)) => with(id, &bytes, None),
            None => match train(samples) {
                Some(bytes) => with(FIRST, &bytes, Some(bytes.clone())),
                None => Self { id: 0, prepared: None, fresh: None },
            },
        })
    }

    /// Stores a dictionary that was made for these rows, before the rows.
    pub(crate) fn keep(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let insert = "INSERT INTO dictionary (id, bytes) VALUES (?1, ?2)";
        match &self.fresh {
            Some(bytes) => tx.execute(insert, &values![FIRST, bytes]).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Compresses many blobs on all cores, in order.
    pub(crate) fn compress(&self, blobs: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, StoreError> {
        let chunks: Result<Vec<Vec<Vec<u8>>>, std::io::Error> = blobs
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut compressor = match &self.prepared {
                    Some(dictionary) => Compressor::with_prepared_dictionary(dictionary)?,
                    None => Compressor::new(LEVEL)?,
                };
                // A damaged blob is found when it is read.
                compressor.set_parameter(CParameter::ChecksumFlag(true))?;
                chunk.iter().map(|blob| compressor.compress(blob)).collect()
            })
            .collect();
        let cannot_compress = StoreError::file("cannot compress", Path::new("a person's records"));
        Ok(chunks.map_err(cannot_compress)?.into_iter().flatten().collect())
    }
}

/// Trains a dictionary on an evenly spread choice of the samples; `None` when they are too few or
/// have nothing in common.
fn train(samples: &[Vec<u8>]) -> Option<Vec<u8>> {
    if samples.len() < SAMPLES {
        return None;
    }
    let chosen: Vec<&Vec<u8>> = samples.iter().step_by(samples.len() / SAMPLES).collect();
    zstd::dict::from_samples(&chosen, DICTIONARY_SIZE).ok()
}

/// Decompresses blobs of any codec number.
#[derive(Default)]
pub(crate) struct Decoder {
    decompressors: HashMap<i64, Decompressor<'static>>,
}

impl Decoder {
    pub(crate) fn decompress(
        &mut self,
        tx: &Tx<'_>,
        dictionary: i64,
        blob: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let decompressor = match self.decompressors.entry(dictionary) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => entry.insert(open(tx, dictionary)?),
        };
        let size = content_size(blob).ok_or(StoreError::Corrupt("records of a person"))?;
        decompressor.decompress(blob, size).map_err(|_| StoreError::Corrupt("records of a person"))
    }
}

/// The length of the content of a blob's frames, one or several in sequence. Each frame gives its
/// own; an upper bound guards against damaged ones.
fn content_size(mut blob: &[u8]) -> Option<usize> {
    let mut size = 0u64;
    while !blob.is_empty() {
        size = size.checked_add(zstd::zstd_safe::get_frame_content_size(blob).ok().flatten()?)?;
        blob = &blob[zstd::zstd_safe::find_frame_compressed_size(blob).ok()?..];
    }
    usize::try_from(size).ok().filter(|&size| size <= LARGEST)
}

fn open(tx: &Tx<'_>, dictionary: i64) -> Result<Decompressor<'static>, StoreError> {
    if dictionary == 0 {
        return Decompressor::new().map_err(|_| StoreError::Corrupt("dictionary"));
    }
    let select = "SELECT bytes FROM dictionary WHERE id = ?1";
    let bytes = tx.query_opt(select, &values![dictionary], |row| row.get::<Vec<u8>>("bytes"))?;
    let bytes = bytes.ok_or(StoreError::Corrupt("dictionary"))?;
    check(tx, dictionary, &bytes)?;
    Decompressor::with_dictionary(&bytes).map_err(|_| StoreError::Corrupt("dictionary"))
}

/// Checks that a stored dictionary is sound and usable: the library panics on one that is not.
fn check(tx: &Tx<'_>, id: i64, bytes: &[u8]) -> Result<(), StoreError> {
    checksums::check(tx, &table::DICTIONARY, id)?;
    let usable = Compressor::with_dictionary(LEVEL, bytes);
    usable.map(|_| ()).map_err(|_| StoreError::Corrupt("dictionary"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Engine, WriteSize, testing};

    fn database() -> (tempfile::TempDir, Engine, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let db = Engine::create(&folder.path().join("cprabo.db")).unwrap();
        let insert = "INSERT INTO dictionary (id, bytes) VALUES (1, ?1)";
        let samples: Vec<Vec<u8>> =
            (0..SAMPLES).map(|number| format!("0010101{number:06}record").into_bytes()).collect();
        let bytes = train(&samples).unwrap();
        db.write(WriteSize::Small, "testing", |tx| tx.execute(insert, &values![&bytes])).unwrap();
        (folder, db, bytes)
    }

    /// Each bit of the dictionary's head, where the library reads tables that may not be wrong.
    #[test]
    fn dictionary_with_a_flipped_bit_is_damaged_and_no_panic() {
        let (folder, db, whole) = database();
        let path = folder.path().join("cprabo.db");
        for bit in 0..512.min(whole.len() * 8) {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let update = "UPDATE dictionary SET bytes = ?1";
            testing::execute_elsewhere(&path, update, &values![&bytes]);
            let prepared = db.read("testing", |tx| Encoder::prepare(tx, &[]).map(|_| ()));
            assert!(prepared.unwrap_err().is_damage(), "bit {bit}");
            let opened = db.read("testing", |tx| open(tx, 1).map(|_| ()));
            assert!(opened.unwrap_err().is_damage(), "bit {bit}");
        }
        assert!(db.damage().is_some());
    }
}
