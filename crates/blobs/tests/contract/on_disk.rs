//! What is in a folder on this machine: permissions, and things that are no files.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

struct Site {
    folder: TempDir,
    blobs: Blobs,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |part| folder.path().join(part);
        let blobs = FsBlobs::create(path("blobs"), path("tmp")).unwrap();
        Self { blobs: Blobs::Fs(blobs), folder }
    }

    fn path(&self, part: &str) -> PathBuf {
        self.folder.path().join(part)
    }

    fn put(&self) -> Result<(), BlobError> {
        self.blobs.put(&key("vejle/d260105"), std::iter::once(&b"bytes"[..]))
    }

    fn mode(&self, part: &str) -> u32 {
        std::fs::metadata(self.path(part)).unwrap().permissions().mode() & 0o777
    }
}

#[test]
fn files_are_their_owners_alone() {
    let site = Site::new();
    site.put().unwrap();
    let modes = ["blobs", "blobs/vejle", "blobs/vejle/d260105", "tmp"].map(|part| site.mode(part));
    assert_eq!(modes, [0o700, 0o700, 0o600, 0o700]);
}

#[test]
fn permissions_of_others_are_taken_away_from_file_and_folder() {
    let site = Site::new();
    site.put().unwrap();
    let open = |part: &str, mode| {
        std::fs::set_permissions(site.path(part), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    open("blobs/vejle", 0o755);
    open("blobs/vejle/d260105", 0o644);
    assert!(site.blobs.make_private(&key("vejle/d260105")).unwrap());
    assert!(!site.blobs.make_private(&key("vejle/d260105")).unwrap());
    assert_eq!(["blobs/vejle", "blobs/vejle/d260105"].map(|part| site.mode(part)), [0o700, 0o600]);
}

#[test]
fn folder_that_is_gone_is_not_made_again() {
    let site = Site::new();
    std::fs::remove_dir_all(site.path("blobs")).unwrap();
    let file = site.path("tmp/file");
    std::fs::write(&file, "x").unwrap();
    assert!(site.put().is_err());
    assert!(site.blobs.put_file(&key("a"), &file).is_err());
    assert!(site.blobs.put_file(&key("a/b"), &file).is_err());
    assert!(site.blobs.flush().is_err());
    assert!(!site.path("blobs").exists());
    assert!(file.exists());
}

/// What may lie where a file should, made by its path.
fn make_no_file(what: &str, path: &Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    match what {
        "folder" => std::fs::create_dir(path).unwrap(),
        "full folder" => std::fs::create_dir_all(path.join("x")).unwrap(),
        "link" => std::os::unix::fs::symlink("/etc/passwd", path).unwrap(),
        _ => mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap(),
    }
}

#[test]
fn thing_that_is_no_file_is_refused_at_once_and_replaced_by_the_file() {
    for what in ["folder", "full folder", "link", "pipe"] {
        let site = Site::new();
        let key = key("vejle/d260105");
        for by_file in [false, true] {
            site.put().unwrap();
            std::fs::remove_file(site.path("blobs/vejle/d260105")).unwrap();
            make_no_file(what, &site.path("blobs/vejle/d260105"));
            let is_no_file = |error| matches!(error, BlobError::NoFile { .. });
            assert!(is_no_file(site.blobs.open(&key).unwrap_err()), "{what}");
            assert!(is_no_file(site.blobs.make_private(&key).unwrap_err()), "{what}");
            if by_file {
                std::fs::write(site.path("file"), b"bytes").unwrap();
                site.blobs.put_file(&key, &site.path("file")).unwrap();
            } else {
                site.put().unwrap();
            }
            assert_eq!(site.blobs.get(&key).unwrap(), b"bytes");
        }
        site.blobs.delete(&key).unwrap();
        make_no_file(what, &site.path("blobs/vejle/d260105"));
        site.blobs.delete(&key).unwrap();
        assert!(!site.path("blobs/vejle/d260105").exists(), "{what}");
    }
}

#[test]
fn thing_in_the_archive_that_is_no_file_is_refused_at_once_and_replaced() {
    let bytes = b"an extract";
    let sha256 = Sha256::of([&bytes[..]]);
    let file = ArchiveFile::Extract(sha256);
    for what in ["folder", "full folder", "link", "pipe"] {
        let site = Site::new();
        let archive = Archive::new(site.blobs.clone(), site.path("tmp"));
        archive.put_extract(&sha256, bytes).unwrap();
        let name = sha256.to_string();
        let path = site.path(&format!("blobs/{}/{name}.zst", &name[..2]));
        std::fs::remove_file(&path).unwrap();
        make_no_file(what, &path);
        let is_no_file = |error| matches!(error, BlobError::NoFile { .. });
        assert!(is_no_file(archive.extract(&sha256).unwrap_err()), "{what}");
        assert!(is_no_file(archive.check(file, &mut |_| Ok(())).unwrap_err()), "{what}");
        archive.put_extract(&sha256, bytes).unwrap();
        assert_eq!(archive.extract(&sha256).unwrap(), bytes);
        assert_eq!(archive.files().unwrap(), [file]);
    }
}

#[test]
fn archived_load_is_another_file_than_the_served_one() {
    use std::os::unix::fs::MetadataExt as _;
    let site = Site::new();
    let archive = Archive::new(site.blobs.clone(), site.path("tmp"));
    let sha256 = Sha256::of([&b"bytes"[..]]);
    site.put().unwrap();
    let archived = archive.put_load::<BlobError>(&sha256, None, |take| {
        site.blobs.open(&key("vejle/d260105"))?.for_each_block(take)
    });
    archived.unwrap();
    let unpacked = archive.unpack_load(&sha256).unwrap().unwrap();
    site.blobs.put_file(&key("vejle/d260105"), unpacked.path()).unwrap();
    let name = sha256.to_string();
    let archived = site.path(&format!("blobs/{}/{name}.load.zst", &name[..2]));
    let inode = |path: &Path| path.metadata().unwrap().ino();
    assert_ne!(inode(&archived), inode(&site.path("blobs/vejle/d260105")));
    assert_eq!(archived.metadata().unwrap().nlink(), 1);
}
