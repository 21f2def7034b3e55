use std::collections::BTreeMap;

use store::{NewTransfer, Sha256};

use crate::site::Site;

/// What everybody sees of two files, one small and one large, by name.
fn seen(site: &Site) -> BTreeMap<String, Sha256> {
    let mut seen = BTreeMap::new();
    for user in ["a", "b", "c"] {
        for name in site.folder_of(user) {
            let sha256 = Sha256::of([&site.read(user, &name)[..]]);
            seen.insert(format!("{user}/{name}"), sha256);
        }
        assert_eq!(site.out_of(user), [""; 0]);
    }
    seen
}

fn with_uploads() -> Site {
    let site = Site::new();
    site.upload("small", b"hello");
    site.upload("large", &vec![7; 2 * 1024 * 1024]);
    site
}

fn undisturbed() -> BTreeMap<String, Sha256> {
    let mut site = with_uploads();
    assert_eq!(site.send(), 2);
    let seen = seen(&site);
    assert_eq!(seen.len(), 6);
    seen
}

#[test]
fn a_crash_after_each_step_leads_to_the_same_files() {
    let expected = undisturbed();
    let user = "a".parse().unwrap();
    for steps in 0..=4 {
        let mut site = with_uploads();
        let sender = site.system("a").id;
        let new = ["large", "small"].map(|name| NewTransfer { sender, name: name.into() });
        let ids = site.store.begin_transfers(&new, site.now()).unwrap();
        for (id, NewTransfer { name, .. }) in ids.iter().zip(&new) {
            let id = id.number();
            if steps > 0 {
                let taken = site.uploads.take_data(&user, name, id).unwrap().unwrap();
                let (size, digest) = (taken.path.metadata().unwrap().len(), taken.digest.unwrap());
                if steps > 1 {
                    site.uploads.take_trigger(&user, name, id).unwrap().unwrap();
                }
                if steps > 2 {
                    site.forwarded.put(id, &taken.path, (size, &digest)).unwrap();
                }
                if steps > 3 {
                    // Only the copy is there, as of a large file.
                    let _ = std::fs::remove_file(taken.path);
                }
            }
        }
        site.restart();
        site.exchange.retain().unwrap();
        assert_eq!(site.send(), 2, "after {steps} steps");
        assert_eq!(seen(&site), expected, "after {steps} steps");
        assert_eq!(site.send(), 0);
    }
}

#[test]
fn a_crash_after_the_decision_leaves_what_the_sweep_removes() {
    let mut site = with_uploads();
    site.send();
    let (expected, ids) = (seen(&site), site.forwarded.transfers().unwrap());
    for id in ids {
        std::fs::write(site.uploads.taken().trigger(id), "left").unwrap();
    }
    std::fs::write(site.uploads.taken().data(99), "left").unwrap();
    site.restart();
    site.exchange.retain().unwrap();
    assert_eq!(site.uploads.taken().transfers().unwrap(), [0; 0]);
    assert_eq!(site.send(), 0);
    assert_eq!(seen(&site), expected);
}

/// A full disk, for one: each call of the files fails once.
#[test]
fn a_failure_of_each_call_delays_and_loses_nothing_and_shows_nothing_half() {
    let expected = undisturbed();
    for calls in 0.. {
        let mut site = with_uploads();
        site.memory.fail_after(Some(calls));
        let sent = site.exchange.send_all(&|| false);
        if !site.memory.has_failed() {
            assert!(calls > 4 && sent.is_ok());
            break;
        }
        // Whatever is shown can be read.
        site.memory.fail_after(None);
        for user in ["a", "b"] {
            for name in site.folder_of(user) {
                site.read(user, &name);
            }
        }
        site.restart();
        site.send();
        assert_eq!(seen(&site), expected, "after {calls} calls");
    }
}

#[test]
fn a_system_that_writes_its_file_again_while_it_is_taken_has_one_whole_file_sent() {
    let mut site = Site::new();
    site.upload("f", b"hello");
    let sender = site.system("a").id;
    let new = NewTransfer { sender, name: "f".into() };
    site.store.begin_transfers(&[new], site.now()).unwrap();
    let upload = site.create("a", "f");
    assert_eq!(site.send(), 0, "it is open");
    upload.write(0, b"HELLO").unwrap();
    upload.close().unwrap();
    assert_eq!(site.send(), 1);
    assert_eq!(site.read("b", "f"), b"HELLO");
}
