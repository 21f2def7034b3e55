use std::path::{Path, PathBuf};

use blobs::{AccountFolders, Archive, BlobError, Blobs, FsBlobs};
use private_files::{FileError, private_file};

use crate::error::PipelineError;
use crate::work_folder::WorkFolders;

/// The folders in a data directory.
const ARCHIVE: &str = "archive";
const ACCOUNTS: &str = "shelf";
const WORK: &str = "staging";
const TMP: &str = "tmp";

/// The files of an installation: the archive, the accounts' folders, and the work folders.
///
/// ```text
/// archive/ab/abcd….zst  raw extracts, and loads that were delivered
/// shelf/vejle/…         an account's files
/// staging/load-7/…      what is written over some time
/// tmp/                  files that are not whole yet
/// ```
#[derive(Debug)]
pub struct DataFiles {
    /// Raw extracts and delivered loads.
    pub archive: Archive,
    /// What systems fetch.
    pub folders: AccountFolders,
    /// What is written over some time. Always on this machine.
    pub(crate) work: WorkFolders,
    tmp: PathBuf,
}

impl DataFiles {
    /// The files in the data directory `folder`; what is missing is created.
    ///
    /// # Errors
    /// [`PipelineError::Blobs`] when a folder cannot be created, or belongs to another user.
    pub fn create(folder: &Path) -> Result<Self, PipelineError> {
        private_file::make_folder(&folder.join(ARCHIVE))?;
        Self::open(folder)
    }

    /// The same, but the archive must be there: what else is missing can be made from it.
    ///
    /// # Errors
    /// [`PipelineError::NoArchive`] when it is not.
    pub fn open(folder: &Path) -> Result<Self, PipelineError> {
        let (archive, tmp) = (folder.join(ARCHIVE), folder.join(TMP));
        if !archive.is_dir() {
            return Err(PipelineError::NoArchive { path: archive });
        }
        let blobs = |root| FsBlobs::create(root, tmp.clone()).map(Blobs::Fs);
        Ok(Self::over(blobs(archive)?, blobs(folder.join(ACCOUNTS))?, folder)?)
    }

    /// An archive and accounts' folders in any blobs. What is not whole yet is written below
    /// `folder`, on this machine.
    ///
    /// # Errors
    /// When a folder cannot be created, or belongs to another user.
    pub fn over(archive: Blobs, accounts: Blobs, folder: &Path) -> Result<Self, BlobError> {
        let (work, tmp) = (folder.join(WORK), folder.join(TMP));
        private_file::make_folder(&work)?;
        private_file::make_folder(&tmp)?;
        Ok(Self {
            archive: Archive::new(archive, tmp.clone()),
            folders: AccountFolders::new(accounts),
            work: WorkFolders::new(work),
            tmp,
        })
    }

    /// Deletes files that a crash left half-written. Only for the one process that works on
    /// extracts: others' files may be among them.
    pub(crate) fn discard_unfinished(&self) -> Result<(), FileError> {
        let discard = || {
            for entry in std::fs::read_dir(&self.tmp)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    std::fs::remove_dir_all(entry.path())?;
                } else {
                    std::fs::remove_file(entry.path())?;
                }
            }
            Ok(())
        };
        discard().map_err(FileError::failed("cannot clear", &self.tmp))
    }
}

#[cfg(test)]
mod tests {
    use store::Sha256;

    use super::*;

    #[test]
    fn folders_that_are_gone_are_not_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let files = DataFiles::create(folder.path()).unwrap();
        for part in [ARCHIVE, ACCOUNTS, WORK] {
            std::fs::remove_dir_all(folder.path().join(part)).unwrap();
        }
        let bytes = b"an extract";
        let sha256 = Sha256::of([&bytes[..]]);
        assert!(files.archive.put_extract(&sha256, bytes).is_err());
        let mut writer = files.archive.extract_writer().unwrap();
        writer.write(bytes).unwrap();
        assert!(writer.finish(&sha256).is_err());
        let vejle = "vejle".parse().unwrap();
        assert!(files.folders.put(&vejle, "d260105", std::iter::empty()).is_err());
        assert!(files.work.folder("load-1").is_err());
        for part in [ARCHIVE, ACCOUNTS, WORK] {
            assert!(!folder.path().join(part).exists(), "{part}");
        }
        let opened = DataFiles::open(folder.path());
        assert!(matches!(opened, Err(PipelineError::NoArchive { .. })));
    }

    #[test]
    fn what_was_not_finished_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let files = DataFiles::create(folder.path()).unwrap();
        std::fs::write(folder.path().join("tmp/half"), b"half").unwrap();
        std::fs::create_dir_all(folder.path().join("tmp/folder/folder")).unwrap();
        files.discard_unfinished().unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
    }

    #[test]
    fn folders_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let files = DataFiles::create(folder.path()).unwrap();
        let work = files.work.folder("load-1").unwrap();
        work.file("1", 0).unwrap().write(b"x").unwrap();
        let mode = |part: &str| {
            std::fs::metadata(folder.path().join(part)).unwrap().permissions().mode() & 0o777
        };
        assert_eq!([ARCHIVE, ACCOUNTS, WORK, TMP].map(mode), [0o700; 4]);
        assert_eq!(["staging/load-1", "staging/load-1/1"].map(mode), [0o700, 0o600]);
    }
}
