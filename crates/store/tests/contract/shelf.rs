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
        assert!(matches!(shelf.archived(&digest(1)), Err(StoreError::Damaged(_))));
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
