use std::fs;

use health::TroubleKind::{Database, Inbox};
use jiff::SignedDuration;

use crate::site::Site;

#[test]
fn inbox_that_is_empty_is_no_trouble() {
    assert_eq!(Site::new().troubles(), []);
}

#[test]
fn inbox_that_is_gone_is_told() {
    let site = Site::new();
    fs::remove_dir(&site.sources.inbox).unwrap();
    site.is_told(Inbox, "cannot be looked into");
}

#[test]
fn file_that_lies_in_the_inbox_is_told_when_it_has_lain_too_long() {
    let mut site = Site::new();
    fs::write(site.sources.inbox.join("d260105.part"), "x").unwrap();
    assert_eq!(site.troubles(), []);
    site.sources.alarms.inbox = SignedDuration::from_secs(-10);
    site.is_told(Inbox, "1 files lie in the inbox and are not taken");
    site.is_told(Inbox, "d260105.part");
}

#[test]
fn file_that_was_taken_and_is_not_done_with_is_told() {
    let mut site = Site::new();
    fs::create_dir(site.sources.inbox.join(".taken")).unwrap();
    fs::write(site.sources.inbox.join(".taken/d260105"), "x").unwrap();
    assert_eq!(site.troubles(), []);
    site.sources.alarms.inbox = SignedDuration::from_secs(-10);
    site.is_told(Inbox, ".taken/d260105");
}

#[test]
fn file_that_is_set_aside_is_told_at_once_and_until_it_is_gone() {
    let site = Site::new();
    let aside = site.sources.inbox.join(".refused");
    fs::create_dir(&aside).unwrap();
    fs::write(aside.join("d260105"), "x").unwrap();
    fs::write(aside.join("d260105.reason"), "too large\n").unwrap();
    site.is_told(Inbox, "1 files from the inbox are set aside");
    fs::remove_file(aside.join("d260105")).unwrap();
    assert_eq!(site.troubles(), []);
}

#[test]
fn database_that_is_gone_is_told_though_it_is_open() {
    let site = Site::new();
    fs::remove_file(site.folder.path().join("cprabo.db")).unwrap();
    let troubles = site.troubles();
    assert!(
        troubles.iter().any(|(kind, what)| *kind == Database && what.contains("is gone")),
        "{troubles:?}"
    );
}
