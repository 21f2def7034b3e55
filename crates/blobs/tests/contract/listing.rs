use super::*;

#[test]
fn list_has_what_was_put_and_not_deleted() {
    each(|fresh| {
        assert!(fresh.list("").is_empty());
        for text in ["a/1", "a/2", "a/deep/er/3", "ab/4", "5"] {
            fresh.put(text, b"x");
        }
        assert_eq!(fresh.list(""), ["5", "a/1", "a/2", "a/deep/er/3", "ab/4"]);
        assert_eq!(fresh.list("a"), ["a/1", "a/2", "a/deep/er/3"], "whole parts only");
        assert_eq!(fresh.list("a/deep"), ["a/deep/er/3"]);
        assert!(fresh.list("none").is_empty());
        fresh.blobs.delete(&key("a/1")).unwrap();
        assert_eq!(fresh.list("a"), ["a/2", "a/deep/er/3"]);
        fresh.put("a/2", b"again");
        assert_eq!(fresh.list("a"), ["a/2", "a/deep/er/3"]);
    });
}

#[test]
fn list_has_nothing_that_is_not_whole() {
    each(|fresh| {
        fresh.put("a/1", b"x");
        let tmp = fresh.folder.path().join("tmp");
        if tmp.exists() {
            // As a crash leaves it.
            std::fs::write(tmp.join("half"), b"half").unwrap();
        }
        assert_eq!(fresh.list(""), ["a/1"]);
    });
}
