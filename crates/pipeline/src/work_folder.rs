use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use private_files::{FileError, private_file, regular_file};

use crate::error::PipelineError;
use crate::work_file::{Take, WorkFile, for_each_block};

/// The folders in which loads are written, one for each load. They are always on this machine, even
/// if finished files are kept elsewhere.
#[derive(Debug)]
pub(crate) struct WorkFolders(PathBuf);

/// The folder of one load. Dropping the value keeps the files.
#[derive(Debug)]
pub(crate) struct WorkFolder(PathBuf);

/// The suffix of the second name by which a file is moved away.
const LEAVING: &str = ".leaving";

impl WorkFolders {
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder of this name; created if missing.
    pub(crate) fn folder(&self, name: &str) -> Result<WorkFolder, PipelineError> {
        let folder = self.0.join(name);
        private_file::make_folder(&folder)?;
        Ok(WorkFolder(folder))
    }

    /// The names of all folders.
    pub(crate) fn names(&self) -> Result<Vec<String>, PipelineError> {
        let list = || {
            let mut names = Vec::new();
            for entry in std::fs::read_dir(&self.0)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    names.extend(entry.file_name().into_string());
                }
            }
            Ok::<_, std::io::Error>(names)
        };
        match list() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            listed => Ok(listed.map_err(FileError::failed("cannot read the folder", &self.0))?),
        }
    }
}

impl WorkFolder {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Opens a file to continue after its first `size` bytes. Later bytes are cut off: they were
    /// written after the last checkpoint and may be incomplete.
    ///
    /// # Errors
    /// When the file is shorter than that.
    pub(crate) fn file(&self, name: &str, size: u64) -> Result<WorkFile, PipelineError> {
        WorkFile::open(self.0.join(name), size)
    }

    /// Visits a file's bytes from the start, block by block.
    pub(crate) fn read(&self, name: &str, take: &mut Take<'_>) -> Result<(), PipelineError> {
        let path = self.0.join(name);
        for_each_block(regular_file::open(&path)?, &path, take)
    }

    /// Gives a file a second name (a hard link) by which it can be moved away. The first name
    /// remains, for another attempt after a crash, and needs no space.
    pub(crate) fn leaving(&self, name: &str) -> Result<PathBuf, PipelineError> {
        let (file, leaving) = (self.0.join(name), self.0.join(format!("{name}{LEAVING}")));
        let link = || match std::fs::hard_link(&file, &leaving) {
            // A crash left the second name.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                std::fs::remove_file(&leaving)?;
                std::fs::hard_link(&file, &leaving)
            }
            linked => linked,
        };
        link().map_err(FileError::failed("cannot write", &leaving))?;
        Ok(leaving)
    }

    /// Deletes the folder and everything in it.
    pub(crate) fn discard(self) -> Result<(), PipelineError> {
        let removed = std::fs::remove_dir_all(&self.0);
        Ok(removed.map_err(FileError::failed("cannot remove", &self.0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(folder: &WorkFolder, name: &str) -> Vec<u8> {
        let mut content = Vec::new();
        let read = folder.read(name, &mut |block| {
            content.extend_from_slice(block);
            Ok(())
        });
        read.unwrap();
        content
    }

    #[test]
    fn file_goes_on_from_what_was_synced() {
        let place = tempfile::tempdir().unwrap();
        let folders = WorkFolders::new(place.path().to_owned());
        let folder = folders.folder("load-1").unwrap();
        let mut file = folder.file("1", 0).unwrap();
        file.write(b"synced").unwrap();
        file.sync().unwrap();
        file.write(b" and lost").unwrap();
        drop(file);
        let mut file = folders.folder("load-1").unwrap().file("1", 6).unwrap();
        file.write(b", gone on").unwrap();
        let mut read = Vec::new();
        file.read(&mut |block| {
            read.extend_from_slice(block);
            Ok(())
        })
        .unwrap();
        assert_eq!(read, b"synced, gone on");
        file.write(b"!").unwrap();
        drop(file);
        assert_eq!(content(&folder, "1"), b"synced, gone on!");
        assert!(folder.file("1", 100).is_err(), "it is shorter");
        assert_eq!(folders.names().unwrap(), ["load-1"]);
        folder.discard().unwrap();
        assert!(folders.names().unwrap().is_empty());
    }

    #[test]
    fn file_that_leaves_stays_for_another_attempt() {
        let place = tempfile::tempdir().unwrap();
        let folder = WorkFolders::new(place.path().to_owned()).folder("load-1").unwrap();
        folder.file("1", 0).unwrap().write(b"whole").unwrap();
        let leaving = folder.leaving("1").unwrap();
        assert_eq!(folder.leaving("1").unwrap(), leaving, "a crash came before it left");
        std::fs::rename(&leaving, place.path().join("served")).unwrap();
        assert_eq!(content(&folder, "1"), b"whole");
    }
}
