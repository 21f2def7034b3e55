//! Files that systems sent to each other, in their place and in the archive.
#![allow(clippy::unwrap_used, reason = "tests")]
use std::path::PathBuf;

use blobs::{Archive, Blobs, Compared, ForwardedFiles, FsBlobs, Scrubbed};
use sha256::Sha256;

struct Site {
    files: ForwardedFiles,
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |part: &str| folder.path().join(part);
        let blobs = |part: &str| Blobs::Fs(FsBlobs::create(path(part), path("tmp")).unwrap());
        let archive = Archive::new(blobs("archive"), path("tmp"));
        let files = ForwardedFiles::new(blobs("files"), archive, path("tmp"));
        Self { files, folder }
    }

    fn upload(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("upload");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn read(&self, transfer: i64) -> Vec<u8> {
        std::fs::read(self.folder.path().join("files").join(transfer.to_string())).unwrap()
    }
}

fn of(bytes: &[u8]) -> (u64, Sha256) {
    (bytes.len() as u64, Sha256::of([bytes]))
}

#[test]
fn put_of_a_small_and_of_a_large_file_has_them_in_place_and_in_the_archive() {
    let site = Site::new();
    for (transfer, bytes) in [(1, b"small".to_vec()), (2, vec![7; 2 * 1024 * 1024]), (3, vec![])] {
        let (size, sha256) = of(&bytes);
        site.files.put(transfer, &site.upload(&bytes), (size, &sha256)).unwrap();
        assert_eq!(site.read(transfer), bytes);
        site.files.remove(transfer).unwrap();
        assert!(!site.files.contains(transfer).unwrap());
        assert!(site.files.mend(transfer, &sha256).unwrap());
        assert_eq!(site.read(transfer), bytes);
        site.files.unarchive(&sha256).unwrap();
        assert!(!site.files.mend(transfer, &sha256).unwrap());
    }
    let mut transfers = site.files.transfers().unwrap();
    transfers.sort_unstable();
    assert_eq!(transfers, [1, 2, 3]);
}

#[test]
fn put_of_a_file_with_other_bytes_leaves_nothing() {
    let site = Site::new();
    let (size, sha256) = of(b"other");
    assert!(site.files.put(1, &site.upload(b"these"), (size, &sha256)).is_err());
    assert!(!site.files.contains(1).unwrap() && !site.files.mend(1, &sha256).unwrap());
}

#[test]
fn compare_of_a_damaged_file_and_a_missing_copy_says_which_and_writes_nothing() {
    let site = Site::new();
    let (size, sha256) = of(b"hello");
    site.files.put(1, &site.upload(b"hello"), (size, &sha256)).unwrap();
    let compare = || {
        let Compared { is_whole, is_archived } = site.files.compare(1, (size, &sha256)).unwrap();
        (is_whole, is_archived)
    };
    assert_eq!(compare(), (true, true));
    std::fs::write(site.folder.path().join("files/1"), b"hellO").unwrap();
    assert_eq!((compare(), site.read(1)), ((false, true), b"hellO".to_vec()));
    site.files.unarchive(&sha256).unwrap();
    assert_eq!(compare(), (false, false));
}

#[test]
fn scrub_writes_a_damaged_file_and_a_damaged_copy_again_from_each_other() {
    let site = Site::new();
    let (size, sha256) = of(b"hello");
    site.files.put(1, &site.upload(b"hello"), (size, &sha256)).unwrap();
    let scrub = || site.files.scrub(1, (size, &sha256)).unwrap();
    let served = site.folder.path().join("files/1");
    let name = sha256.to_string();
    let copy = site.folder.path().join(format!("archive/{}/{name}.sent.zst", &name[..2]));
    assert_eq!(scrub(), Scrubbed::Whole);
    std::fs::write(&served, b"hellO").unwrap();
    assert_eq!(
        (scrub(), scrub(), site.read(1)),
        (Scrubbed::Mended, Scrubbed::Whole, b"hello".to_vec())
    );
    std::fs::remove_file(&served).unwrap();
    assert_eq!((scrub(), scrub()), (Scrubbed::Mended, Scrubbed::Whole));
    std::fs::write(&copy, b"damaged").unwrap();
    assert_eq!((scrub(), scrub()), (Scrubbed::Mended, Scrubbed::Whole));
    std::fs::remove_file(&copy).unwrap();
    assert_eq!((scrub(), scrub()), (Scrubbed::Mended, Scrubbed::Whole));
    std::fs::write(&copy, b"damaged").unwrap();
    std::fs::write(&served, b"hellO").unwrap();
    assert_eq!(scrub(), Scrubbed::Lost);
}
