use super::*;

#[test]
fn version_is_the_same_until_the_blob_is_written_or_gone() {
    each(|fresh| {
        fresh.put("a", b"first");
        let reader = fresh.blobs.open(&key("a")).unwrap();
        let version = reader.version().unwrap();
        assert_eq!(version.size(), 5);
        fresh.put("b", b"other");
        assert_eq!(reader.version().unwrap(), version);
        assert_eq!(fresh.blobs.open(&key("a")).unwrap().version().unwrap(), version);
        // Times of files have the resolution of the kernel's clock tick.
        std::thread::sleep(std::time::Duration::from_millis(20));
        fresh.put("a", b"again");
        assert_ne!(reader.version().unwrap(), version, "replaced");
        let reader = fresh.blobs.open(&key("a")).unwrap();
        let version = reader.version().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        fresh.blobs.delete(&key("a")).unwrap();
        assert_ne!(reader.version().unwrap(), version, "deleted");
    });
}

#[test]
fn blob_that_was_checked_is_read_again_only_when_it_was_written() {
    each(|fresh| {
        let checked = CheckedFiles::default();
        let read = |sha256: &Sha256| {
            let mut read = 0;
            let reader = fresh.blobs.open(&key("a")).unwrap();
            let has = reader.has_bytes(5, sha256, &checked, &mut |bytes| {
                read += bytes;
                Ok(())
            });
            (has.unwrap(), read)
        };
        fresh.put("a", b"first");
        let first = Sha256::of([&b"first"[..]]);
        assert_eq!(read(&first), (true, 5));
        assert_eq!(read(&first), (true, 0), "it is known");
        assert_eq!(read(&digest(1)), (false, 5), "it does not have these");
        fresh.put("a", b"other");
        assert_eq!(read(&first), (false, 5));
        fresh.put("a", b"longer than it");
        assert_eq!(read(&first), (false, 0));
    });
}
