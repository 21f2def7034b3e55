use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha256::Sha256;

use crate::version::BlobVersion;

/// Blobs that were checked against their digests and need no second check until they are written: a
/// served file is checked once, and later by the scrub.
#[derive(Debug, Default)]
pub struct CheckedFiles(Mutex<HashMap<[u64; 2], (BlobVersion, Sha256)>>);

/// The number of blobs remembered, some 10 MB. Beyond it any are forgotten and checked again.
const FILES: usize = 100_000;

impl CheckedFiles {
    /// Whether a blob was found to have these bytes and was not written since.
    pub fn has(&self, version: &BlobVersion, sha256: &Sha256) -> bool {
        self.files().get(&version.blob) == Some(&(*version, *sha256))
    }

    /// Remembers that a blob has these bytes.
    pub fn remember(&self, version: BlobVersion, sha256: Sha256) {
        let mut files = self.files();
        if files.len() >= FILES {
            files.clear();
        }
        files.insert(version.blob, (version, sha256));
    }

    /// Forgets a blob in all its versions: its bytes have changed.
    pub fn remove(&self, version: &BlobVersion) {
        self.files().remove(&version.blob);
    }

    fn files(&self) -> MutexGuard<'_, HashMap<[u64; 2], (BlobVersion, Sha256)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_that_was_checked_is_known_until_it_is_written() {
        let checked = CheckedFiles::default();
        let version = BlobVersion { blob: [1, 2], size: 3, stamp: [4, 5, 6, 7] };
        let sha256 = Sha256::of([&b"x"[..]]);
        assert!(!checked.has(&version, &sha256));
        checked.remember(version, sha256);
        assert!(checked.has(&version, &sha256));
        assert!(!checked.has(&version, &Sha256::of([&b"y"[..]])));
        assert!(!checked.has(&BlobVersion { stamp: [4, 5, 6, 8], ..version }, &sha256));
        checked.remove(&version);
        assert!(!checked.has(&version, &sha256));
    }
}
