use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

#[test]
fn blob_is_replaced_whole() {
    each(|fresh| {
        fresh.put("a", b"first content");
        fresh.put("a", b"second");
        assert_eq!(fresh.get("a"), b"second");
        assert_eq!(fresh.blobs.size(&key("a")).unwrap(), Some(6));
    });
}

#[test]
fn open_blob_keeps_its_bytes_when_another_takes_its_place() {
    each(|fresh| {
        fresh.put("a", b"first");
        let reader = fresh.blobs.open(&key("a")).unwrap();
        fresh.put("a", b"other");
        let mut bytes = [0; 5];
        reader.read_exact_at(&mut bytes, 0).unwrap();
        assert_eq!(&bytes, b"first");
        fresh.blobs.delete(&key("a")).unwrap();
        reader.read_exact_at(&mut bytes, 0).unwrap();
        assert_eq!(&bytes, b"first");
    });
}

#[test]
fn blob_that_several_put_at_once_is_one_of_theirs() {
    const LENGTH: usize = 100_000;
    each(|fresh| {
        fresh.put("a", &[0; LENGTH]);
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let writers: Vec<_> = (1u8..4)
                .map(|writer| {
                    scope.spawn(move || {
                        for _ in 0..50 {
                            let bytes = vec![writer; LENGTH];
                            fresh.blobs.put(&key("a"), bytes.chunks(999)).unwrap();
                        }
                    })
                })
                .collect();
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let bytes = fresh.get("a");
                    assert_eq!(bytes.len(), LENGTH);
                    assert!(bytes.iter().all(|byte| *byte == bytes[0]), "it is a mixture");
                }
            });
            writers.into_iter().for_each(|writer| writer.join().unwrap());
            is_over.store(true, Ordering::Relaxed);
        });
        assert_eq!(fresh.list(""), ["a"]);
    });
}
