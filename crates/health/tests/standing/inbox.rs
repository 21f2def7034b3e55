use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use health::AlertKind::{Database, Inbox};
use health::{AlertThresholds, Health};
use jiff::{SignedDuration, Timestamp};
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::site::Site;

#[test]
fn inbox_that_is_empty_is_no_trouble() {
    assert_eq!(Site::new().alerts(), []);
}

#[test]
fn inbox_that_is_gone_raises_an_alert() {
    let site = Site::new();
    fs::remove_dir(&site.sources.inbox).unwrap();
    site.has_alert(&Inbox, "cannot be looked into");
}

#[test]
fn file_in_the_inbox_raises_an_alert_after_too_long() {
    let mut site = Site::new();
    fs::write(site.sources.inbox.join("d260105.part"), "x").unwrap();
    assert_eq!(site.alerts(), []);
    site.sources.thresholds.inbox = SignedDuration::from_secs(-10);
    site.has_alert(&Inbox, "1 files lie in the inbox and are not taken");
    site.has_alert(&Inbox, "d260105.part");
}

#[test]
fn file_that_was_taken_and_not_finished_raises_an_alert() {
    let mut site = Site::new();
    fs::create_dir(site.sources.inbox.join(".taken")).unwrap();
    fs::write(site.sources.inbox.join(".taken/d260105"), "x").unwrap();
    assert_eq!(site.alerts(), []);
    site.sources.thresholds.inbox = SignedDuration::from_secs(-10);
    site.has_alert(&Inbox, ".taken/d260105");
}

#[test]
fn file_that_is_set_aside_raises_an_alert_at_once_and_until_it_is_gone() {
    let site = Site::new();
    let aside = site.sources.inbox.join(".refused");
    fs::create_dir(&aside).unwrap();
    fs::write(aside.join("d260105"), "x").unwrap();
    fs::write(aside.join("d260105.reason"), "too large\n").unwrap();
    site.has_alert(&Inbox, "1 files from the inbox are set aside");
    fs::remove_file(aside.join("d260105")).unwrap();
    assert_eq!(site.alerts(), []);
}

/// Entries that are not files and stay: each in the inbox and among the taken.
fn no_files(folder: &Path) {
    fs::create_dir(folder.join("folder")).unwrap();
    std::os::unix::fs::symlink("/dev/null", folder.join("link")).unwrap();
    mknodat(CWD, folder.join("fifo"), FileType::Fifo, Mode::RUSR, 0).unwrap();
}

#[test]
fn entry_that_is_no_file_raises_an_alert() {
    for place in ["", ".taken", ".refused"] {
        let mut site = Site::new();
        let folder = site.sources.inbox.join(place);
        fs::create_dir_all(&folder).unwrap();
        no_files(&folder);
        if place != ".refused" {
            assert_eq!(site.alerts(), []);
        }
        site.sources.thresholds.inbox = SignedDuration::from_secs(-10);
        site.has_alert(&Inbox, "3 folders, links or the like lie in the inbox");
        for name in ["folder", "link", "fifo"] {
            site.has_alert(&Inbox, &Path::new(place).join(name).display().to_string());
        }
    }
}

#[test]
fn file_with_a_future_mtime_raises_an_alert_after_too_long() {
    let mut site = Site::new();
    let path = site.sources.inbox.join("d260105.part");
    let file = fs::File::create(&path).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(1 << 30)).unwrap();
    assert_eq!(site.alerts(), []);
    site.sources.thresholds.inbox = SignedDuration::from_secs(-10);
    site.has_alert(&Inbox, "d260105.part");
    // As after a clock that was wrong.
    site.sources.thresholds.inbox = SignedDuration::from_hours(24);
    let long_ago = Timestamp::now() - SignedDuration::from_hours(48);
    let health = Health::of(&site.sources, long_ago);
    assert!(health.troubles.iter().any(|trouble| trouble.kind == Inbox), "{health:?}");
}

#[test]
fn reason_file_raises_an_alert_in_the_inbox_and_not_beside_its_file() {
    let mut site = Site::new();
    fs::create_dir(site.sources.inbox.join(".refused")).unwrap();
    fs::write(site.sources.inbox.join(".refused/d260105.reason"), "x").unwrap();
    site.sources.thresholds.inbox = SignedDuration::from_secs(-10);
    assert_eq!(site.alerts(), []);
    fs::write(site.sources.inbox.join("d260105.reason"), "x").unwrap();
    site.has_alert(&Inbox, "d260105.reason");
}

#[test]
fn folder_in_the_inbox_that_cannot_be_read_raises_an_alert() {
    for folder in [".taken", ".refused"] {
        let site = Site::new();
        fs::write(site.sources.inbox.join(folder), "x").unwrap();
        site.has_alert(&Inbox, &format!("{folder} cannot be looked into"));
    }
}

#[test]
fn names_beyond_the_listed_ones_are_counted() {
    let mut site = Site::new();
    for number in 10..22 {
        fs::write(site.sources.inbox.join(number.to_string()), "x").unwrap();
    }
    site.sources.thresholds.inbox = SignedDuration::from_secs(-10);
    site.has_alert(&Inbox, "18, 19, 2 more: an upload");
}

#[test]
fn installation_without_an_open_database_is_checked_without_it() {
    let site = Site::new();
    let inbox = site.folder.path().join("gone");
    let (data, alarms) = (site.folder.path(), AlertThresholds::default());
    let why = "disk I/O error".to_owned();
    let health = Health::without_database(data, &inbox, &alarms, why, Timestamp::now());
    let kinds: Vec<_> = health.troubles.iter().map(|trouble| &trouble.kind).collect();
    assert!(kinds.starts_with(&[&Database, &Inbox]) && !health.healthy, "{health:?}");
    assert_eq!(health.disks[0].place, "data");
}

#[test]
fn database_file_that_is_gone_raises_an_alert_though_it_is_open() {
    for file in ["cprabo.db", "cprabo.db-wal", "cprabo.db-shm"] {
        let site = Site::new();
        fs::remove_file(site.folder.path().join(file)).unwrap();
        let alerts = site.alerts();
        let is_it = |what: &str| what.contains(&format!("{file} was removed or replaced"));
        assert!(alerts.iter().any(|(kind, what)| *kind == Database && is_it(what)), "{alerts:?}");
    }
}

#[test]
fn commits_that_cannot_be_written_raise_an_alert_and_the_change_stays() {
    let site = Site::new();
    let (commits, elsewhere) =
        (site.folder.path().join("commits"), site.folder.path().join("elsewhere"));
    fs::rename(&commits, &elsewhere).unwrap();
    site.sources.store.note_archive_marked().unwrap();
    assert!(site.sources.store.installation().unwrap().archive_marked);
    site.has_alert(&Database, "how many commits the database has cannot be noted");
    fs::rename(&elsewhere, &commits).unwrap();
    assert_eq!(site.alerts(), [], "it is noted by now");
}
