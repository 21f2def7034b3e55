use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::Known;
use crate::StoreError;
use crate::private_file;

/// What is put behind the database's name.
const SUFFIX: &str = "-commits";

/// How many commits the database has told somebody of, in a file beside it. A write-ahead log that is cut or lost, and
/// a database of yesterday, have fewer: then what was answered for is gone, and nobody must go on as if it were not.
///
/// It is written after each commit and not synced: when the power fails, it may lag behind the database, which is of
/// no matter.
#[derive(Debug)]
pub(super) struct CommitFile {
    file: File,
    path: PathBuf,
}

impl CommitFile {
    /// Opens the file of a database, made if there is none, and reads what it says. One that cannot be read says
    /// nothing: a power failure may tear it.
    pub(super) fn open(database: &Path) -> Result<(Self, Option<u64>), StoreError> {
        let mut path = database.as_os_str().to_owned();
        path.push(SUFFIX);
        let path = PathBuf::from(path);
        let file = private_file::open_or_create(&path)?;
        let mut line = [0; LINE];
        let read = file.read_exact_at(&mut line, 0);
        let known = read.ok().and_then(|()| parse(&line));
        Ok((Self { file, path }, known))
    }

    /// Notes how many there are.
    pub(super) fn note(&self, commits: u64) -> Result<(), StoreError> {
        let noted = self.file.write_all_at(line(commits).as_bytes(), 0);
        noted.map_err(StoreError::file("cannot write", &self.path))
    }

    /// Whether a database has everything that it told somebody of.
    pub(super) fn check(&Known { path, known, found }: &Known<'_>) -> Result<(), StoreError> {
        match known {
            Some(known) if known > found => {
                Err(StoreError::Behind { path: path.to_owned(), known, found })
            }
            _ => Ok(()),
        }
    }
}

/// Bytes of the file: always as many, so that one write replaces all.
const LINE: usize = "commits 00000000000000000000 0000000000000000\n".len();

fn line(commits: u64) -> String {
    format!("commits {commits:020} {:016x}\n", check_digits(commits))
}

fn parse(bytes: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut words = text.strip_prefix("commits ")?.split_whitespace();
    let commits: u64 = words.next()?.parse().ok()?;
    (words.next()? == format!("{:016x}", check_digits(commits))).then_some(commits)
}

fn check_digits(commits: u64) -> u64 {
    twox_hash::XxHash3_64::oneshot(&commits.to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commit_file_is_read_as_it_was_written_and_a_torn_one_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("cprabo.db");
        let (file, known) = CommitFile::open(&database).unwrap();
        assert_eq!(known, None);
        for commits in [0, 7, u64::MAX] {
            file.note(commits).unwrap();
            assert_eq!(CommitFile::open(&database).unwrap().1, Some(commits));
        }
        file.file.write_all_at(b"x", 15).unwrap();
        assert_eq!(CommitFile::open(&database).unwrap().1, None);
        file.file.set_len(20).unwrap();
        assert_eq!(CommitFile::open(&database).unwrap().1, None);
    }
}
