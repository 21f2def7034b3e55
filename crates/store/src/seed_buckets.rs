//! Blocks of a full extract laid aside by number, in files that each fit into memory.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read as _, Write as _};
use std::ops::Range;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use civil::Pnr;

use crate::StoreError;
use crate::db::PersonRow;
use crate::model::{RunId, SeedPerson};
use crate::private_file;

/// The numbers of one bucket: those of a day of the month. One bucket is held in memory.
const BUCKET: u64 = 100_000_000;
const BUCKETS: u64 = 100;

/// The row of a person of a full extract; `None` for a number that the file does not have.
type Person<'a> = &'a dyn Fn(Pnr) -> Option<SeedPerson>;

/// A folder of buckets, deleted when it is dropped.
pub(crate) struct Buckets {
    folder: Folder,
    files: Vec<Option<BufWriter<File>>>,
}

/// Deleted with its content when it is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // The next seeding deletes what is left.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Buckets {
    /// Empty buckets in a folder, which is cleared.
    pub(crate) fn create(folder: PathBuf) -> Result<Self, StoreError> {
        let folder = Folder(folder);
        drop(Folder(folder.0.clone()));
        private_file::make_folder(&folder.0)?;
        Ok(Self { folder, files: (0..BUCKETS).map(|_| None).collect() })
    }

    /// The number of buckets.
    pub(crate) const fn len(&self) -> usize {
        self.files.len()
    }

    /// Adds a compressed block of a person.
    pub(crate) fn spill(&mut self, pnr: Pnr, coded: &[u8]) -> Result<(), StoreError> {
        let number = pnr.to_integer();
        let bucket = usize::try_from(number / BUCKET).unwrap_or(usize::MAX);
        let path = self.path(bucket);
        let wrong = StoreError::file("cannot write", &path);
        let Some(place) = self.files.get_mut(bucket) else {
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

    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        for file in self.files.iter_mut().flatten() {
            file.flush().map_err(StoreError::file("cannot write", &self.folder.0))?;
        }
        Ok(())
    }

    /// Reads and sorts a bucket; an empty one if nothing was added to it.
    pub(crate) fn read(&self, bucket: usize) -> Result<Bucket, StoreError> {
        if !self.files.get(bucket).is_some_and(Option::is_some) {
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

/// A file that only its owner may read.
fn private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Blocks sorted by number, and those of one number in the order of the file.
#[derive(Default)]
pub(crate) struct Bucket {
    bytes: Vec<u8>,
    blocks: Vec<(u64, Range<usize>)>,
}

impl Bucket {
    fn new(bytes: Vec<u8>) -> Result<Self, StoreError> {
        let mut blocks = Vec::new();
        let mut at = 0;
        while let Some((head, _)) = bytes.get(at..).and_then(<[u8]>::split_first_chunk::<12>) {
            let (number, length) = head.split_first_chunk::<8>().ok_or_else(damaged)?;
            let length = length.first_chunk::<4>().ok_or_else(damaged)?;
            let end = at + 12 + u32::from_le_bytes(*length) as usize;
            blocks.push((u64::from_le_bytes(*number), at + 12..end));
            at = end;
        }
        if at != bytes.len() {
            return Err(damaged());
        }
        // The sort is stable: blocks of one number stay in the order of the file.
        blocks.sort_by_key(|(number, _)| *number);
        Ok(Self { bytes, blocks })
    }

    /// The rows of its persons, without those that are left out.
    pub(crate) fn rows<'a>(
        &'a self,
        run: RunId,
        dictionary: i64,
        person: Person<'a>,
    ) -> impl Iterator<Item = Result<PersonRow<'a>, StoreError>> {
        let persons = self.blocks.chunk_by(|one, next| one.0 == next.0);
        persons.filter_map(move |blocks| self.row(blocks, run, dictionary, person).transpose())
    }

    /// The row of the person with these blocks; `None` if the person is left out.
    fn row(
        &self,
        blocks: &[(u64, Range<usize>)],
        run: RunId,
        dictionary: i64,
        person: Person<'_>,
    ) -> Result<Option<PersonRow<'_>>, StoreError> {
        let number = blocks.first().map(|(number, _)| *number);
        let pnr = number.and_then(Pnr::from_integer).ok_or_else(damaged)?;
        let index = match person(pnr).ok_or_else(damaged)? {
            SeedPerson::LeaveOut => return Ok(None),
            SeedPerson::Put(index) => index,
        };
        let block = |range: &Range<usize>| &self.bytes[range.clone()];
        let records = match blocks {
            [(_, range)] => Cow::Borrowed(block(range)),
            // Compressed blocks in sequence are one compressed blob.
            _ => {
                let blocks: Vec<&[u8]> = blocks.iter().map(|(_, range)| block(range)).collect();
                Cow::Owned(blocks.concat())
            }
        };
        Ok(Some(PersonRow { pnr, index, run, dictionary, records }))
    }
}

fn damaged() -> StoreError {
    StoreError::Corrupt("what was laid aside")
}
