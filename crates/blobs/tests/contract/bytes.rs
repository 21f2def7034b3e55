use super::*;

#[test]
fn blob_that_was_put_is_read() {
    each(|fresh| {
        let slices = [&b"first "[..], b"", b"second"];
        fresh.blobs.put(&key("a/b"), slices.into_iter()).unwrap();
        assert_eq!(fresh.get("a/b"), b"first second");
        assert_eq!(fresh.blobs.size(&key("a/b")).unwrap(), Some(12));
        fresh.blobs.flush().unwrap();
        assert!(!fresh.blobs.make_private(&key("a/b")).unwrap(), "it was private from the start");
    });
}

#[test]
fn blob_without_bytes_is_there() {
    each(|fresh| {
        fresh.blobs.put(&key("empty"), std::iter::empty()).unwrap();
        assert_eq!(fresh.get("empty"), b"");
        assert_eq!(fresh.blobs.size(&key("empty")).unwrap(), Some(0));
        assert_eq!(fresh.list(""), ["empty"]);
    });
}

#[test]
fn missing_blob_is_an_error_to_read_and_none_to_delete() {
    each(|fresh| {
        fresh.put("a/other", b"x");
        for none in ["none", "a/none", "a/b/none"] {
            let none = key(none);
            assert_eq!(fresh.blobs.size(&none).unwrap(), None);
            assert!(fresh.blobs.get(&none).unwrap_err().is_not_found());
            let missing = fresh.blobs.open(&none).unwrap_err();
            assert!(missing.is_not_found());
            assert!(missing.to_string().contains(none.as_str()), "{missing}");
            fresh.blobs.delete(&none).unwrap();
        }
    });
}

#[test]
fn range_has_the_bytes_that_are_there() {
    each(|fresh| {
        fresh.put("a", b"0123456789");
        for (range, bytes) in [
            (0..10, &b"0123456789"[..]),
            (3..5, b"34"),
            (0..0, b""),
            (5..5, b""),
            (9..10, b"9"),
            (8..20, b"89"),
            (0..u64::MAX, b"0123456789"),
            (10..11, b""),
            (10..10, b""),
            (11..20, b""),
            (u64::MAX - 1..u64::MAX, b""),
        ] {
            let read = fresh.blobs.get_range(&key("a"), range.clone()).unwrap();
            assert_eq!(read, bytes, "{range:?}");
        }
        fresh.put("empty", b"");
        assert_eq!(fresh.blobs.get_range(&key("empty"), 0..1).unwrap(), b"");
    });
}

#[test]
fn open_blob_is_read_anywhere_and_not_past_its_end() {
    each(|fresh| {
        fresh.put("a", b"0123456789");
        let reader = fresh.blobs.open(&key("a")).unwrap();
        for at in [7u64, 0, 4] {
            let mut buffer = [0; 3];
            reader.read_exact_at(&mut buffer, at).unwrap();
            assert_eq!(buffer[0], b'0' + u8::try_from(at).unwrap());
        }
        assert!(reader.read_exact_at(&mut [0; 3], 8).is_err());
        assert!(reader.read_exact_at(&mut [0; 1], 10).is_err());
        reader.read_exact_at(&mut [], 10).unwrap();
    });
}

#[test]
fn large_blob_is_read_block_by_block() {
    each(|fresh| {
        let bytes: Vec<u8> = (0u32..300_000).flat_map(u32::to_be_bytes).collect();
        fresh.blobs.put(&key("large"), bytes.chunks(777)).unwrap();
        let reader = fresh.blobs.open(&key("large")).unwrap();
        let mut read = 0;
        let sha256 = reader.digest(&mut |more| {
            read += more;
            Ok(())
        });
        assert_eq!(sha256.unwrap(), Sha256::of([&bytes[..]]));
        assert_eq!(read, bytes.len() as u64);
        let stopped = reader.digest(&mut |_| Err(BlobError::Stopped));
        assert!(matches!(stopped, Err(BlobError::Stopped)));
        let mut stream = Vec::new();
        std::io::Read::read_to_end(&mut BlobStream::from(reader), &mut stream).unwrap();
        assert!(stream == bytes);
    });
}
