//! The mark of the installation that owns the archive. An empty folder in place of an unmounted
//! disk has none, and another installation's archive has a different one.

use std::io::{ErrorKind, Read as _, Write as _};
use std::path::PathBuf;

use uuid::Uuid;

use super::Fs;
use crate::StoreError;
use crate::layout;
use crate::regular_file;

/// The text before the installation's id.
const WORD: &str = "cprabo ";
/// An upper bound for a mark.
const LONGEST: u64 = 100;

impl Fs {
    pub(in crate::shelf) fn archive_mark(&self) -> Result<Option<Uuid>, StoreError> {
        let path = self.mark_path();
        let file = match regular_file::open(&path) {
            Err(StoreError::File { source, .. }) if source.kind() == ErrorKind::NotFound => {
                return Ok(None);
            }
            opened => opened?,
        };
        let mut text = String::new();
        let read = file.take(LONGEST).read_to_string(&mut text);
        read.map_err(StoreError::file("cannot read", &path))?;
        Ok(text.strip_prefix(WORD).and_then(|id| id.trim_end().parse().ok()))
    }

    pub(in crate::shelf) fn mark_archive(&self, installation: Uuid) -> Result<(), StoreError> {
        let path = self.mark_path();
        self.place(&path, |mut file| {
            let mut write = || {
                file.write_all(format!("{WORD}{installation}\n").as_bytes())?;
                file.sync_all()
            };
            write().map_err(StoreError::file("cannot write", &path))
        })?;
        self.sync_archive(&path)
    }

    fn mark_path(&self) -> PathBuf {
        self.archive.join(layout::ARCHIVE_MARK)
    }
}
