//! What every backend of [`Blobs`] must do, and the archive and the folders of accounts over each. A backend that is
//! added goes into [`BACKENDS`].
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod account_folders;
mod archive;
mod bytes;
mod checked;
mod faults;
mod files;
mod keys;
mod listing;
mod on_disk;
mod replacing;

use std::path::{Path, PathBuf};

use blobs::*;
use sha256::Sha256;
use tempfile::TempDir;

/// Empty blobs of some backend, and a folder on this machine for what the test needs.
struct Fresh {
    blobs: Blobs,
    folder: TempDir,
}

const BACKENDS: [fn(&Path) -> Blobs; 2] = [
    |folder| Blobs::Fs(FsBlobs::create(folder.join("blobs"), folder.join("tmp")).unwrap()),
    |_| Blobs::Memory(MemoryBlobs::default()),
];

/// Runs a test over every backend.
fn each(test: impl Fn(&Fresh)) {
    for open in BACKENDS {
        let folder = tempfile::tempdir().unwrap();
        test(&Fresh { blobs: open(folder.path()), folder });
    }
}

impl Fresh {
    /// A file beside the blobs.
    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn put(&self, text: &str, bytes: &[u8]) {
        self.blobs.put(&key(text), std::iter::once(bytes)).unwrap();
    }

    fn get(&self, text: &str) -> Vec<u8> {
        self.blobs.get(&key(text)).unwrap()
    }

    fn list(&self, prefix: &str) -> Vec<String> {
        let mut keys: Vec<String> =
            self.blobs.list(prefix).unwrap().iter().map(ToString::to_string).collect();
        keys.sort();
        keys
    }
}

fn key(text: &str) -> BlobKey {
    text.parse().unwrap()
}

fn digest(number: u8) -> Sha256 {
    Sha256::from_bytes([number; 32])
}
