use super::*;

#[test]
fn file_becomes_a_blob_and_is_gone_from_its_path() {
    each(|fresh| {
        for (bytes, text) in [(&b"first"[..], "a/b"), (b"second", "a/b"), (b"", "empty")] {
            let file = fresh.file(bytes);
            fresh.blobs.put_file(&key(text), &file).unwrap();
            assert_eq!(fresh.get(text), bytes);
            assert!(!file.exists());
        }
        assert_eq!(fresh.list(""), ["a/b", "empty"]);
    });
}

#[test]
fn file_that_is_put_again_by_a_second_name_is_gone_from_both() {
    each(|fresh| {
        let file = fresh.file(b"bytes");
        let kept = fresh.folder.path().join("kept");
        std::fs::hard_link(&file, &kept).unwrap();
        for _ in 0..2 {
            fresh.blobs.put_file(&key("a"), &file).unwrap();
            assert!(!file.exists());
            assert_eq!(fresh.get("a"), b"bytes");
            std::fs::hard_link(&kept, &file).unwrap();
        }
    });
}

#[test]
fn file_that_cannot_be_put_stays() {
    each(|fresh| {
        let none = fresh.folder.path().join("none");
        fresh.put("a", b"old");
        assert!(fresh.blobs.put_file(&key("a"), &none).is_err());
        assert_eq!(fresh.get("a"), b"old");
    });
}
