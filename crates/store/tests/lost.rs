//! Databases of which something is lost, or that are others than they should be: each is refused, the second time too, and
//! is left as it was found.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use store::{Actor, AuditEntry, Author, DatabaseFinding, Store, StoreError};
use tempfile::TempDir;

struct Site {
    folder: TempDir,
}

impl Site {
    /// A database with some commits, which is closed.
    fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(site.path("archive")).unwrap();
        let store = Store::create(&site.database()).unwrap();
        store.note_archive_marked().unwrap();
        (0..4).for_each(|_| write(&store).unwrap());
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.path("cprabo.db")
    }

    fn sql(&self, statement: &str) {
        Connection::open(self.database()).unwrap().execute_batch(statement).unwrap();
    }

    /// Everything there is, but for what SQLite makes when it looks.
    fn content(&self) -> Vec<(String, Vec<u8>)> {
        let mut content: Vec<(String, Vec<u8>)> = ["", "archive"]
            .iter()
            .flat_map(|part| std::fs::read_dir(self.path(part)).unwrap())
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
            .filter(|(path, _)| !path.ends_with("-wal") && !path.ends_with("-shm"))
            .collect();
        content.sort();
        content
    }

    fn is_refused(&self, is_such: impl Fn(&StoreError) -> bool) {
        let before = self.content();
        for _ in 0..2 {
            for open in [Store::open, Store::open_to_verify] {
                let error = open(&self.database()).unwrap_err();
                assert!(is_such(&error), "{error:?}");
            }
        }
        assert!(self.content() == before, "it is as it was");
    }

    fn is_accepted(&self) {
        Store::open_accepting_loss(&self.database()).unwrap().settle();
        write(&Store::open(&self.database()).unwrap()).unwrap();
        Store::open(&self.database()).unwrap();
    }
}

fn write(store: &Store) -> Result<(), StoreError> {
    let author = Author::new(Actor::Platform, uuid::Uuid::nil());
    let text = || "x".to_owned();
    let entry = AuditEntry { author, action: text(), subject: text(), outcome: text() };
    store.audit(&entry, Timestamp::UNIX_EPOCH)
}

fn copy(from: &Path, to: &Path) {
    std::fs::copy(from, to).unwrap();
}

#[test]
fn database_that_is_older_than_any_of_the_commit_files_is_refused_until_that_is_accepted() {
    for kept in ["commits", "archive/commits"] {
        let site = Site::new();
        let older: Vec<(PathBuf, PathBuf)> = ["cprabo.db", "commits", "archive/commits"]
            .iter()
            .map(|name| (site.path(name), site.path(&name.replace('/', "-")).with_extension("old")))
            .collect();
        older.iter().for_each(|(path, copied)| copy(path, copied));
        write(&Store::open(&site.database()).unwrap()).unwrap();
        let restored = older.iter().filter(|(path, _)| *path != site.path(kept));
        restored.for_each(|(path, copied)| copy(copied, path));
        site.is_refused(|error| matches!(error, StoreError::Behind { known: 6, found: 5, .. }));
        site.is_accepted();
    }
}

#[test]
fn database_without_anything_that_says_how_much_it_had_is_refused_until_that_is_accepted() {
    let site = Site::new();
    std::fs::remove_file(site.path("commits")).unwrap();
    std::fs::write(site.path("archive/commits"), "").unwrap();
    site.is_refused(|error| matches!(error, StoreError::NoWitness { .. }));
    site.is_accepted();
}

/// Making it was stopped before anything was noted.
#[test]
fn database_that_was_never_set_up_needs_nothing_that_says_how_much_it_had() {
    let site = Site::new();
    site.sql("UPDATE installation SET archive_marked = 0");
    assert!(Store::open(&site.database()).is_ok());
    std::fs::remove_file(site.path("commits")).unwrap();
    std::fs::remove_file(site.path("archive/commits")).unwrap();
    Store::open(&site.database()).unwrap();
}

#[test]
fn database_of_an_older_schema_beside_commits_is_refused() {
    let site = Site::new();
    site.sql("PRAGMA user_version = 6");
    site.is_refused(|error| matches!(error, StoreError::SchemaTooOld { found: 6, .. }));
}

#[test]
fn file_that_is_no_database_of_ours_is_refused_and_not_changed() {
    let site = Site::new();
    for statement in
        ["VACUUM", "CREATE TABLE other (id); PRAGMA user_version = 3", "CREATE TABLE x (y)"]
    {
        std::fs::remove_file(site.database()).unwrap();
        site.sql(statement);
        site.is_refused(|error| matches!(error, StoreError::NoDatabase { .. }));
    }
    let other = Store::create(&site.database());
    assert!(matches!(other, Err(StoreError::NoDatabase { .. })), "nor when one is made");
}

#[test]
fn database_whose_pages_cannot_be_read_is_refused_with_what_to_do() {
    let site = Site::new();
    let whole = std::fs::read(site.database()).unwrap();
    for content in [&whole[..8192], &[b'x'; 8192][..]] {
        std::fs::write(site.database(), content).unwrap();
        site.is_refused(|error| {
            matches!(error, StoreError::Unreadable { .. })
                && error.to_string().contains("restore it from a backup")
        });
    }
}

#[test]
fn number_of_commits_that_is_damaged_is_a_finding_and_mended_from_what_is_known() {
    let site = Site::new();
    site.sql("UPDATE checksum SET row_count = row_count + 1 WHERE tbl = 0");
    assert!(matches!(Store::open(&site.database()), Err(StoreError::DamagedRows { .. })));
    let store = Store::open_to_verify(&site.database()).unwrap();
    let findings = store.verify(&mut |_| Ok(())).unwrap();
    assert_eq!(findings, [DatabaseFinding::Commits]);
    assert_eq!(store.rebuild(&findings).unwrap(), 1);
    assert_eq!(store.verify(&mut |_| Ok(())).unwrap(), []);
    drop(store);
    assert_eq!(Store::open(&site.database()).unwrap().commits().unwrap(), 5);
}

#[test]
fn number_of_commits_that_is_damaged_is_mended_by_who_takes_the_database_as_it_is() {
    let site = Site::new();
    site.sql("UPDATE checksum SET row_count = row_count + 1 WHERE tbl = 0");
    let author = Author::new(Actor::Platform, uuid::Uuid::nil());
    let store = Store::open_to_verify(&site.database()).unwrap();
    store.adopt(&author, Timestamp::UNIX_EPOCH).unwrap();
    drop(store);
    Store::open(&site.database()).unwrap();
}

#[test]
fn write_into_a_database_whose_files_are_gone_is_an_error_and_answers_for_nothing() {
    for file in ["cprabo.db", "cprabo.db-wal", "cprabo.db-shm"] {
        for replaced in [false, true] {
            let site = Site::new();
            let store = Store::open(&site.database()).unwrap();
            write(&store).unwrap();
            std::fs::remove_file(site.path(file)).unwrap();
            if replaced {
                std::fs::write(site.path(file), "").unwrap();
            }
            let known = std::fs::read(site.path("commits")).unwrap();
            let refused = write(&store).unwrap_err();
            assert!(matches!(&refused, StoreError::Displaced { path } if path.ends_with(file)));
            assert!(store.check_in_place().is_err());
            assert!(std::fs::read(site.path("commits")).unwrap() == known);
        }
    }
}

#[test]
fn database_to_which_a_link_leads_is_written() {
    let site = Site::new();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::rename(site.database(), elsewhere.path().join("x.db")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("x.db"), site.database()).unwrap();
    let store = Store::open(&site.database()).unwrap();
    write(&store).unwrap();
    std::fs::remove_file(elsewhere.path().join("x.db-wal")).unwrap();
    assert!(matches!(write(&store), Err(StoreError::Displaced { .. })));
}

#[test]
fn database_that_is_put_back_is_written_again() {
    let site = Site::new();
    let store = Store::open(&site.database()).unwrap();
    std::fs::rename(site.database(), site.path("elsewhere")).unwrap();
    assert!(write(&store).is_err());
    std::fs::rename(site.path("elsewhere"), site.database()).unwrap();
    write(&store).unwrap();
}
