use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::Sha256;

/// The identity of a file, by which it is recognised as the same and not written since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileIdentity {
    /// The device and the inode.
    pub file: (u64, u64),
    /// Its length in bytes.
    pub size: u64,
    /// The time of its last write: seconds and nanoseconds.
    pub modified: (i64, i64),
    /// The time of its last change of any kind, which nobody can set.
    pub changed: (i64, i64),
}

/// Files that were checked against their digests and need no second check until they are written: a
/// served file is checked once, and later by the scrub.
#[derive(Debug, Default)]
pub struct CheckedFiles(Mutex<HashMap<(u64, u64), (FileIdentity, Sha256)>>);

/// The number of files remembered, some 10 MB. Beyond it any are forgotten and checked again.
const FILES: usize = 100_000;

impl CheckedFiles {
    /// Whether a file was found to have these bytes and was not written since.
    pub fn has(&self, identity: &FileIdentity, sha256: &Sha256) -> bool {
        self.files().get(&identity.file) == Some(&(*identity, *sha256))
    }

    /// Remembers that a file has these bytes.
    pub fn remember(&self, identity: FileIdentity, sha256: Sha256) {
        let mut files = self.files();
        if files.len() >= FILES {
            files.clear();
        }
        files.insert(identity.file, (identity, sha256));
    }

    /// Forgets a file: its bytes have changed.
    pub fn remove(&self, identity: &FileIdentity) {
        self.files().remove(&identity.file);
    }

    fn files(&self) -> MutexGuard<'_, HashMap<(u64, u64), (FileIdentity, Sha256)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_that_was_checked_is_known_until_it_is_written() {
        let checked = CheckedFiles::default();
        let identity = FileIdentity { file: (1, 2), size: 3, modified: (4, 5), changed: (6, 7) };
        let sha256 = Sha256::of([&b"x"[..]]);
        assert!(!checked.has(&identity, &sha256));
        checked.remember(identity, sha256);
        assert!(checked.has(&identity, &sha256));
        assert!(!checked.has(&identity, &Sha256::of([&b"y"[..]])));
        assert!(!checked.has(&FileIdentity { changed: (6, 8), ..identity }, &sha256));
        checked.remove(&identity);
        assert!(!checked.has(&identity, &sha256));
    }
}
