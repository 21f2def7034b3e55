use super::*;

#[test]
fn call_that_is_to_fail_does_and_changes_nothing() {
    let memory = MemoryBlobs::default();
    let blobs = Blobs::Memory(memory.clone());
    let put = |bytes: &'static [u8]| blobs.put(&key("a"), std::iter::once(bytes));
    put(b"old").unwrap();
    memory.fail_after(Some(1));
    assert_eq!(blobs.size(&key("a")).unwrap(), Some(3));
    let failed = put(b"new").unwrap_err();
    assert!(!failed.is_not_found());
    assert_eq!(failed.to_string(), "cannot write memory/a");
    assert_eq!(blobs.get(&key("a")).unwrap(), b"old");
    put(b"new").unwrap();
    assert_eq!(blobs.get(&key("a")).unwrap(), b"new");
}

#[test]
fn archive_and_folders_stay_whole_whichever_call_fails() {
    let bytes = b"an extract".repeat(100);
    let sha256 = Sha256::of([&bytes[..]]);
    for n in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let memory = MemoryBlobs::default();
        let archive = Archive::new(Blobs::Memory(memory.clone()), folder.path().to_owned());
        memory.fail_after(Some(n));
        let archived = archive.put_extract(&sha256, &bytes).and_then(|()| {
            archive.put_load::<BlobError>(&sha256, None, |take| take(&bytes))?;
            archive.set_mark(uuid::Uuid::nil())
        });
        let left = folder.path().read_dir().unwrap().count();
        assert_eq!(left, 0, "no scratch file is left");
        memory.fail_after(None);
        let files = archive.files().unwrap();
        assert!(files.iter().all(|file| archive.check(*file, &mut |_| Ok(())).unwrap()));
        assert!(archived.is_err() || files.len() == 2 && archive.mark().unwrap().is_some());
        archive.put_extract(&sha256, &bytes).unwrap();
        assert_eq!(archive.extract(&sha256).unwrap(), bytes, "the next attempt succeeds");
    }
}
