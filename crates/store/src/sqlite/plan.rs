//! What a statement costs, for tests: the steps that the planner takes.

use super::Sqlite;
use super::columns::{get, rows};

/// The steps of a statement on a new database, whatever its parameters.
pub(super) fn steps(statement: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let db = Sqlite::create(&folder.path().join("cprabo.db")).unwrap();
    let explained = format!("EXPLAIN QUERY PLAN {statement}");
    let plan = db.read("testing", |tx| {
        let keys = vec![0i64; tx.prepare(&explained).unwrap().parameter_count()];
        let keys = rusqlite::params_from_iter(keys);
        rows(tx, "testing", &explained, keys, |row| get::<String>(row, "detail"))
    });
    plan.unwrap()
}
