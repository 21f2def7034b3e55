use std::path::Path;

use super::*;

fn each_shelf(test: impl Fn(&Shelf)) {
    let folder = tempfile::tempdir().unwrap();
    test(&Shelf::create(folder.path()).unwrap());
}

fn user() -> SftpUser {
    "vejle".parse().unwrap()
}

fn read(shelf: &Shelf, name: &str, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    shelf.open(&user(), name).unwrap().read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

#[test]
fn the_archive_keeps_bytes_under_their_digest() {
    each_shelf(|shelf| {
        let bytes = b"raw extract".repeat(1000);
        let sha256 = Sha256::of([&bytes[..]]);
        shelf.archive(&sha256, &bytes).unwrap();
        shelf.archive(&sha256, &bytes).unwrap();
        assert_eq!(shelf.archived(&sha256).unwrap(), bytes);
        assert!(shelf.archived(&digest(0)).is_err());
    });
}

#[test]
fn an_archive_that_is_not_what_it_was_is_not_used() {
    each_shelf(|shelf| {
        shelf.archive(&digest(1), b"other bytes than the digest's").unwrap();
        assert!(matches!(shelf.archived(&digest(1)), Err(StoreError::Corrupt(_))));
    });
}

#[test]
fn a_file_is_replaced_whole() {
    each_shelf(|shelf| {
        let put = |slices: &[&[u8]]| shelf.put(&user(), "d260105", slices.iter().copied());
        put(&[b"first ", b"content"]).unwrap();
        put(&[b"second"]).unwrap();
        shelf.sync().unwrap();
        assert_eq!(read(shelf, "d260105", 6), b"second");
        let past_the_end = &mut [0; 7];
        assert!(shelf.open(&user(), "d260105").unwrap().read_exact_at(past_the_end, 0).is_err());
    });
}

#[test]
fn names_do_not_lead_out_of_the_folder() {
    each_shelf(|shelf| {
        for name in ["", ".", "..", "../x", "a/b", ".hidden", "nul\0"] {
            assert!(shelf.put(&user(), name, std::iter::empty()).is_err(), "{name:?}");
            assert!(shelf.open(&user(), name).is_err(), "{name:?}");
        }
    });
}

#[test]
fn what_was_not_finished_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::create(folder.path()).unwrap();
    std::fs::write(folder.path().join("tmp/half"), b"half").unwrap();
    shelf.discard_unfinished().unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
}

#[test]
fn files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::create(folder.path()).unwrap();
    shelf.put(&user(), "d260105", std::iter::empty()).unwrap();
    let mode = |path: &str| {
        std::fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(
        [mode("shelf"), mode("shelf/vejle"), mode("shelf/vejle/d260105")],
        [0o700, 0o700, 0o600]
    );
}

#[test]
fn archive_has_no_mark_until_it_is_given_one_and_another_replaces_it() {
    each_shelf(|shelf| {
        assert_eq!(shelf.archive_mark().unwrap(), None);
        for id in [1, 2].map(Uuid::from_u128) {
            shelf.mark_archive(id).unwrap();
            assert_eq!(shelf.archive_mark().unwrap(), Some(id));
        }
        assert_eq!(shelf.archive_files().unwrap(), [], "it is no file of the archive's");
    });
}

#[test]
fn archive_and_shelf_that_are_gone_are_not_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::create(folder.path()).unwrap();
    for part in ["archive", "shelf", "staging"] {
        std::fs::remove_dir_all(folder.path().join(part)).unwrap();
    }
    let bytes = b"an extract";
    assert!(shelf.archive(&Sha256::of([&bytes[..]]), bytes).is_err());
    let mut archiving = shelf.archiving().unwrap();
    archiving.write(bytes).unwrap();
    assert!(archiving.finish(&Sha256::of([&bytes[..]])).is_err());
    assert!(shelf.put(&user(), "d260105", std::iter::empty()).is_err());
    assert!(shelf.staging("load-1").is_err());
    for part in ["archive", "shelf", "staging"] {
        assert!(!folder.path().join(part).exists(), "{part}");
    }
    assert!(matches!(Shelf::open_folder(folder.path()), Err(StoreError::NoArchive { .. })));
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
fn thing_that_is_no_file_is_told_at_once_and_replaced_by_the_file() {
    let bytes = b"an extract";
    let sha256 = Sha256::of([&bytes[..]]);
    for what in ["folder", "full folder", "link", "pipe"] {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::create(folder.path()).unwrap();
        let put = || shelf.put(&user(), "d260105", [&bytes[..]].into_iter());
        put().unwrap();
        shelf.archive(&sha256, bytes).unwrap();
        let name = sha256.to_string();
        let archived = folder.path().join(format!("archive/{}/{name}.zst", &name[..2]));
        for path in [&folder.path().join("shelf/vejle/d260105"), &archived] {
            std::fs::remove_file(path).unwrap();
            make_no_file(what, path);
        }
        let is_no_file = |error| matches!(error, StoreError::NoFile { .. });
        assert!(is_no_file(shelf.open(&user(), "d260105").unwrap_err()), "{what}");
        assert!(is_no_file(shelf.make_private(&user(), "d260105").unwrap_err()), "{what}");
        assert!(is_no_file(shelf.archived(&sha256).unwrap_err()), "{what}");
        let check = shelf.check_archived(ArchiveFile::Extract(sha256), &mut |_| Ok(()));
        assert!(is_no_file(check.unwrap_err()), "{what}");
        put().unwrap();
        shelf.archive(&sha256, bytes).unwrap();
        assert_eq!(read(&shelf, "d260105", bytes.len()), bytes);
        assert_eq!(shelf.archived(&sha256).unwrap(), bytes);
        assert_eq!(shelf.files(&user()).unwrap(), ["d260105"]);
    }
}

#[test]
fn folder_among_what_was_not_finished_is_thrown_away_too() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::create(folder.path()).unwrap();
    std::fs::create_dir_all(folder.path().join("tmp/folder/folder")).unwrap();
    shelf.discard_unfinished().unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
}
