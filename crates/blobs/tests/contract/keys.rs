use super::*;

#[test]
fn text_that_could_lead_elsewhere_is_no_key() {
    let long = "a".repeat(1025);
    for text in [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "./a",
        "../a",
        "a/..",
        "a/../b",
        "a/.",
        "nul\0",
        "/etc/passwd",
        &long,
    ] {
        let refused = text.parse::<BlobKey>();
        assert!(matches!(refused, Err(BlobError::InvalidKey(_))), "{text:?}");
    }
    assert_eq!("a".repeat(1024).parse::<BlobKey>().unwrap().as_str().len(), 1024);
}

#[test]
fn prefix_that_could_lead_elsewhere_is_refused() {
    each(|fresh| {
        for prefix in ["..", "/", "a/", "a/../b"] {
            assert!(fresh.blobs.list(prefix).is_err(), "{prefix:?}");
        }
    });
}

#[test]
fn odd_names_are_names_like_others() {
    each(|fresh| {
        let names = [
            "æøå",
            "with space",
            "-rf",
            "~",
            "...",
            ".hidden",
            "a.b.c",
            "back\\slash",
            "new\nline",
            "%2e%2e",
            "*?\"'",
            "x.aside-1",
        ];
        for name in names {
            fresh.put(&format!("folder/{name}"), name.as_bytes());
        }
        for name in names {
            assert_eq!(fresh.get(&format!("folder/{name}")), name.as_bytes());
        }
        assert_eq!(fresh.list("folder").len(), names.len());
        for name in names {
            fresh.blobs.delete(&key(&format!("folder/{name}"))).unwrap();
        }
        assert!(fresh.list("").is_empty());
    });
}

#[test]
fn key_below_a_prefix_of_whole_parts_has_a_rest() {
    let key = key("vejle/d260105");
    assert_eq!(key.below("vejle"), Some("d260105"));
    assert_eq!(key.below(""), Some("vejle/d260105"));
    for other in ["vej", "vejle/d", "vejle/d260105", "other"] {
        assert_eq!(key.below(other), None, "{other}");
    }
}
