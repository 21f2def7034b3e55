use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use private_files::FileError;

use super::file_id::FileId;
use crate::StoreError;
use crate::layout;
use crate::private_file;
use crate::regular_file;

/// The number of confirmed commits, in a file in the database's folder and in one in the archive. A
/// truncated or lost write-ahead log, and a database of yesterday, have fewer commits: confirmed
/// data are lost then, and work must not continue silently.
///
/// Their names do not begin with the database's, so that restoring `cprabo.db*` does not replace
/// them. The archive is often on another disk.
///
/// They are written after each commit and not synced. After a power failure they may be behind the
/// database, which is harmless.
#[derive(Debug)]
pub(super) struct CommitFiles([CommitFile; 2]);

#[derive(Debug)]
struct CommitFile {
    path: PathBuf,
    /// Open for writing after the first write.
    open: Mutex<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    file: File,
    id: FileId,
}

impl CommitFiles {
    /// The files of a database. Creates nothing.
    pub(super) fn of(database: &Path) -> Self {
        let folder = database.parent().unwrap_or(database);
        let paths = [folder.join(layout::COMMITS), folder.join(layout::ARCHIVE_COMMITS)];
        Self(paths.map(|path| CommitFile { path, open: Mutex::default() }))
    }

    /// The number in them; `None` when neither has one.
    pub(super) fn known(&self) -> Result<Option<u64>, StoreError> {
        let [one, other] = &self.0;
        Ok(one.known()?.max(other.known()?))
    }

    /// Records the number of commits, unless a larger one is known.
    pub(super) fn note(&self, commits: u64) -> Result<(), StoreError> {
        let [one, other] = &self.0;
        one.note(commits).and(other.note(commits))
    }

    /// Records the number of commits, whatever was known.
    pub(super) fn reset(&self, commits: u64) -> Result<(), StoreError> {
        let [one, other] = &self.0;
        one.reset(commits).and(other.reset(commits))
    }
}

impl CommitFile {
    fn known(&self) -> Result<Option<u64>, StoreError> {
        match regular_file::open(&self.path) {
            Ok(file) => Ok(read(&file)),
            Err(FileError::Failed { source, .. })
                if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn note(&self, commits: u64) -> Result<(), StoreError> {
        self.write(|file| {
            // Slots are written in turn: while one is written, the other has the number before.
            let slot = commits % SLOTS;
            if read_slot(file, slot).is_none_or(|known| known < commits) {
                file.write_all_at(line(commits).as_bytes(), slot * LINE)?;
            }
            Ok(())
        })
    }

    fn reset(&self, commits: u64) -> Result<(), StoreError> {
        self.write(|file| {
            file.set_len(0)?;
            file.write_all_at(line(commits).as_bytes(), (commits % SLOTS) * LINE)
        })
    }

    fn write(&self, write: impl FnOnce(&File) -> std::io::Result<()>) -> Result<(), StoreError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let open = match &mut *open {
            Some(open) => open,
            // A missing archive is reported elsewhere.
            None if !self.path.parent().is_some_and(Path::is_dir) => return Ok(()),
            none => none.insert(Open::at(&self.path)?),
        };
        if FileId::of(&self.path).ok() != Some(open.id) {
            return Err(StoreError::Displaced { path: self.path.clone() });
        }
        write(&open.file).map_err(StoreError::file("cannot write", &self.path))
    }
}

impl Open {
    fn at(path: &Path) -> Result<Self, StoreError> {
        let file = private_file::open_or_create(path)?;
        let id = FileId::of(path)?;
        Ok(Self { file, id })
    }
}

/// The size of a slot, and the number of slots.
const LINE: u64 = "commits 00000000000000000000 0000000000000000\n".len() as u64;
const SLOTS: u64 = 2;

fn read(file: &File) -> Option<u64> {
    (0..SLOTS).filter_map(|slot| read_slot(file, slot)).max()
}

/// A torn slot has no number.
fn read_slot(file: &File, slot: u64) -> Option<u64> {
    let mut line = vec![0; usize::try_from(LINE).ok()?];
    file.read_exact_at(&mut line, slot * LINE).ok()?;
    parse(&line)
}

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

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(layout::ARCHIVE)).unwrap();
        let database = folder.path().join("cprabo.db");
        (folder, database)
    }

    fn known(database: &Path) -> Option<u64> {
        CommitFiles::of(database).known().unwrap()
    }

    #[test]
    fn commit_files_are_read_as_they_were_written_and_only_go_up() {
        let (_folder, database) = folder();
        let files = CommitFiles::of(&database);
        assert_eq!(known(&database), None);
        for commits in [0, 7, 8, 9, u64::MAX] {
            files.note(commits).unwrap();
            assert_eq!(known(&database), Some(commits));
        }
        files.note(4).unwrap();
        assert_eq!(known(&database), Some(u64::MAX), "another process was ahead");
        files.reset(4).unwrap();
        assert_eq!(known(&database), Some(4));
    }

    #[test]
    fn commit_file_that_is_torn_says_what_was_before_and_an_empty_one_nothing() {
        let (folder, database) = folder();
        std::fs::remove_dir(folder.path().join(layout::ARCHIVE)).unwrap();
        let files = CommitFiles::of(&database);
        (1..=8).for_each(|commits| files.note(commits).unwrap());
        let path = folder.path().join(layout::COMMITS);
        let file = File::options().write(true).open(&path).unwrap();
        file.write_all_at(b"x", 15).unwrap();
        assert_eq!(known(&database), Some(7));
        file.set_len(20).unwrap();
        assert_eq!(known(&database), None);
    }

    #[test]
    fn commit_file_that_is_lost_is_made_good_by_the_other() {
        let (folder, database) = folder();
        CommitFiles::of(&database).note(5).unwrap();
        for lost in [layout::COMMITS, layout::ARCHIVE_COMMITS] {
            std::fs::remove_file(folder.path().join(lost)).unwrap();
            assert_eq!(known(&database), Some(5));
            CommitFiles::of(&database).note(5).unwrap();
            assert!(folder.path().join(lost).exists());
        }
    }

    #[test]
    fn commit_file_that_is_gone_while_it_is_written_is_an_error() {
        let (folder, database) = folder();
        let files = CommitFiles::of(&database);
        files.note(5).unwrap();
        std::fs::remove_file(folder.path().join(layout::COMMITS)).unwrap();
        assert!(matches!(files.note(6), Err(StoreError::Displaced { .. })));
        assert_eq!(known(&database), Some(6), "the other has it");
    }
}
