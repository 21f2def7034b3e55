use std::path::Path;

use super::*;
use crate::db::sqlite::Sqlite;
use crate::db::sqlite::connection::{Role, connect};
use crate::db::values;

const AT_ONCE: Duration = Duration::ZERO;

struct Site {
    _folder: tempfile::TempDir,
    writer: Writer,
    reader: Connection,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        drop(Sqlite::create(&path).unwrap());
        let open = |path: &Path, role| connect(path, role).unwrap();
        let writer = Writer::of(open(&path, Role::Writer)).unwrap();
        let reader = open(&path, Role::Reader);
        Self { _folder: folder, writer, reader }
    }

    fn put(&mut self, id: i64, done: Result<(), StoreError>) -> Result<(), StoreError> {
        let mut done = Some(done);
        let insert = "INSERT INTO dictionary (id, bytes) VALUES (?1, x'00')";
        self.writer.write(
            "testing",
            AT_ONCE,
            || Ok(()),
            |tx| {
                tx.execute(insert, &values![id])?;
                done.take().unwrap()
            },
        )
    }

    /// What others see.
    fn committed(&self) -> Vec<i64> {
        let mut select = self.reader.prepare("SELECT id FROM dictionary ORDER BY id").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

#[test]
fn writes_of_a_group_are_seen_when_it_is_committed_and_not_before() {
    let mut site = Site::new();
    site.put(1, Ok(())).unwrap();
    site.put(2, Ok(())).unwrap();
    assert_eq!(site.committed(), [0; 0]);
    assert_eq!(site.writer.commit("testing").unwrap(), Some(2), "each has its number");
    assert_eq!(site.committed(), [1, 2]);
    assert_eq!(site.writer.commit("testing").unwrap(), None);
}

#[test]
fn write_that_fails_is_taken_back_and_those_beside_it_stay() {
    let mut site = Site::new();
    site.put(1, Ok(())).unwrap();
    site.put(2, Err(StoreError::Conflict("no".into()))).unwrap_err();
    site.put(3, Ok(())).unwrap();
    site.writer.commit("testing").unwrap();
    assert_eq!(site.committed(), [1, 3]);
}

#[test]
fn group_of_which_nothing_is_left_commits_nothing() {
    let mut site = Site::new();
    site.put(1, Err(StoreError::Conflict("no".into()))).unwrap_err();
    assert_eq!(site.writer.commit("testing").unwrap(), None);
    site.put(2, Ok(())).unwrap();
    assert_eq!(site.writer.commit("testing").unwrap(), Some(1));
}

#[test]
fn first_write_of_a_thread_that_panicked_is_undone() {
    let mut site = Site::new();
    site.writer.begin("testing", AT_ONCE, || Ok(())).unwrap();
    site.writer.set_at_work(true);
    site.writer.run("testing", "INSERT INTO dictionary (id, bytes) VALUES (2, x'00')").unwrap();
    assert_eq!(site.writer.commit("testing").unwrap(), None);
    site.put(3, Ok(())).unwrap();
    site.writer.commit("testing").unwrap();
    assert_eq!(site.committed(), [3]);
}

#[test]
fn write_of_a_thread_that_panicked_is_taken_back() {
    let mut site = Site::new();
    site.put(1, Ok(())).unwrap();
    // As it is left when the work does not return.
    site.writer.run("testing", "SAVEPOINT member").unwrap();
    site.writer.set_at_work(true);
    site.writer.run("testing", "INSERT INTO dictionary (id, bytes) VALUES (2, x'00')").unwrap();
    site.put(3, Ok(())).unwrap();
    site.writer.commit("testing").unwrap();
    assert_eq!(site.committed(), [1, 3]);
}

#[test]
fn group_that_fails_fails_all_of_its_members() {
    let mut site = Site::new();
    site.put(1, Ok(())).unwrap();
    let group = site.writer.group().unwrap();
    assert!(group.wait(AT_ONCE).is_none());
    site.writer.fail(&Arc::new(StoreError::Conflict("the disk is gone".into())));
    assert!(group.wait(AT_ONCE).unwrap().is_err());
    assert_eq!(site.committed(), [0; 0]);
    site.put(2, Ok(())).unwrap();
    site.writer.commit("testing").unwrap();
    assert_eq!(site.committed(), [2]);
}
