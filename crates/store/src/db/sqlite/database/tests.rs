use std::sync::Barrier;
use std::sync::mpsc;

use super::*;
use crate::db::{WriteSize, values};

const INSERT: &str = "INSERT INTO dictionary (id, bytes) VALUES (?1, x'00')";

fn ids(database: &Database, calls: &Calls) -> Vec<i64> {
    let select = "SELECT id FROM dictionary ORDER BY id";
    database.read(calls, "testing", |tx| tx.query(select, &[], |row| row.get("id"))).unwrap()
}

/// Every third fails, and one panics in the middle: the others succeed.
#[test]
fn writes_at_once_are_each_durable_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create(&folder.path().join("cprabo.db")).unwrap();
    let calls = Calls::new(CallLimits::REQUESTS);
    let barrier = Barrier::new(32);
    let write = |id: i64| {
        barrier.wait();
        database.write(&calls, WriteSize::Small, "testing", |tx| {
            tx.execute(INSERT, &values![id])?;
            assert!(id != 7, "on purpose");
            if id % 3 == 0 { Err(StoreError::Conflict("no".into())) } else { Ok(()) }
        })
    };
    std::thread::scope(|scope| {
        let writes: Vec<_> = (0..32).map(|id| scope.spawn(move || write(id))).collect();
        for (id, written) in (0..32).zip(writes) {
            match written.join() {
                Ok(written) => assert_eq!(written.is_ok(), id % 3 != 0, "{id}"),
                Err(_) => assert_eq!(id, 7),
            }
        }
    });
    let there: Vec<i64> = (0..32).filter(|id| id % 3 != 0 && *id != 7).collect();
    assert_eq!(ids(&database, &calls), there);
}

/// A long write has a commit of its own, and those before it do not wait for its end.
#[test]
fn write_of_long_work_takes_no_others_in() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create(&folder.path().join("cprabo.db")).unwrap();
    let (requests, work) = (Calls::new(CallLimits::REQUESTS), Calls::new(CallLimits::WORK));
    let (begun, has_begun) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let (database, work) = (&database, &work);
        let long = scope.spawn(move || {
            database.write(work, WriteSize::Small, "testing", |tx| {
                tx.execute(INSERT, &values![1i64])?;
                begun.send(()).unwrap();
                may_end.recv().unwrap();
                Ok(())
            })
        });
        has_begun.recv().unwrap();
        let short = scope.spawn(|| {
            database.write(&requests, WriteSize::Small, "testing", |tx| {
                tx.execute(INSERT, &values![2i64]).map(drop)
            })
        });
        while !database.writer.has_waiters() {
            std::thread::yield_now();
        }
        end.send(()).unwrap();
        long.join().unwrap().unwrap();
        short.join().unwrap().unwrap();
    });
    assert_eq!(ids(&database, &requests), [1, 2]);
}
