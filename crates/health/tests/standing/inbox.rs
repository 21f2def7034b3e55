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
fn things_in_the_inbox_that_are_no_files_are_told_when_they_have_lain_too_long() {
    let mut site = Site::new();
    fs::create_dir_all(site.sources.inbox.join(".taken/folder")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", site.sources.inbox.join("link")).unwrap();
    assert_eq!(site.troubles(), []);
    site.sources.alarms.inbox = SignedDuration::from_secs(-10);
    let troubles = site.troubles();
    for name in ["link", ".taken/folder"] {
        let is_it = |what: &str| what.contains("are no files") && what.contains(name);
        assert!(troubles.iter().any(|(kind, what)| *kind == Inbox && is_it(what)), "{troubles:?}");
    }
}

#[test]
fn database_file_that_is_gone_is_told_though_it_is_open() {
    for file in ["cprabo.db", "cprabo.db-wal", "cprabo.db-shm"] {
        let site = Site::new();
        fs::remove_file(site.folder.path().join(file)).unwrap();
        let troubles = site.troubles();
        let is_it = |what: &str| what.contains(&format!("{file} was removed or replaced"));
        assert!(
            troubles.iter().any(|(kind, what)| *kind == Database && is_it(what)),
            "{troubles:?}"
        );
    }
}

#[test]
fn commits_that_cannot_be_noted_are_told_and_what_was_done_is_done() {
    let site = Site::new();
    let (commits, elsewhere) =
        (site.folder.path().join("commits"), site.folder.path().join("elsewhere"));
    fs::rename(&commits, &elsewhere).unwrap();
    site.sources.store.note_archive_marked().unwrap();
    assert!(site.sources.store.installation().unwrap().archive_marked);
    site.is_told(Database, "how many commits the database has cannot be noted");
    fs::rename(&elsewhere, &commits).unwrap();
    assert_eq!(site.troubles(), [], "it is noted by now");
}
