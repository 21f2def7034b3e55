//! Bits that flip in a database at rest: each is noticed, or changes nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod dump;
mod ledger;
mod populated;

use std::path::Path;

use store::{DatabaseFinding, Store, StoreError};

use dump::dump;

/// Flips in a database of some hundred kilobytes; more where `CPRABO_FLIPS` says so.
fn flips() -> usize {
    std::env::var("CPRABO_FLIPS").map_or(200, |flips| flips.parse().unwrap())
}

/// A generator of our own, so that each run tries the same bits.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        // Xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

fn findings(path: &Path) -> Result<Vec<DatabaseFinding>, StoreError> {
    Store::open_to_verify(path)?.verify(&mut |_| Ok(()))
}

#[test]
fn flipped_bit_is_noticed_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cprabo.db");
    populated::make(&path);
    let whole = std::fs::read(&path).unwrap();
    let before = dump(&path).unwrap();
    let mut random = Random(0x5eed);
    let (mut noticed, mut harmless) = (0, 0);
    for _ in 0..flips() {
        let bit = random.below(whole.len() * 8);
        let copy = folder.path().join("copy.db");
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&copy, bytes).unwrap();
        match findings(&copy) {
            Ok(findings) if findings.is_empty() => {
                let after = dump(&copy);
                assert!(after.as_ref() == Some(&before), "bit {bit} changed something unnoticed");
                harmless += 1;
            }
            Ok(_) | Err(_) => noticed += 1,
        }
        for rest in ["copy.db", "copy.db-wal", "copy.db-shm"] {
            let _ = std::fs::remove_file(folder.path().join(rest));
        }
    }
    println!("{noticed} noticed, {harmless} harmless");
    assert!(noticed > 0 && harmless > 0, "{noticed} noticed, {harmless} harmless");
}

#[test]
fn database_that_is_whole_has_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cprabo.db");
    populated::make(&path);
    assert_eq!(findings(&path).unwrap(), []);
}

/// Where a page says where its rows are, a flip hides one of them from look-ups.
#[test]
fn replica_with_a_row_that_is_not_found_where_it_stands_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cprabo.db");
    populated::make(&path);
    assert!(Store::open(&path).unwrap().check_replica().is_ok());
    for table in ["person", "filter", "agreement", "system"] {
        let copy = folder.path().join(format!("{table}.db"));
        let mut bytes = std::fs::read(&path).unwrap();
        // Behind the eight bytes of a leaf's head: where its first row begins.
        bytes[first_page(&path, table) + 9] ^= 4;
        std::fs::write(&copy, bytes).unwrap();
        let checked = Store::open(&copy).and_then(|store| store.check_replica());
        assert!(matches!(checked, Err(StoreError::Corrupt(_))), "{table}: {checked:?}");
    }
}

/// Where a table's first page begins in the file.
fn first_page(path: &Path, table: &str) -> usize {
    let database = rusqlite::Connection::open(path).unwrap();
    let select =
        "SELECT (rootpage - 1) * page_size FROM sqlite_schema, pragma_page_size WHERE name = ?1";
    let at: i64 = database.query_row(select, [table], |row| row.get(0)).unwrap();
    usize::try_from(at).unwrap()
}
