//! For tests of SQL in other files: the plan of a statement, and changes by another program.

use std::path::Path;

use rusqlite::{Connection, params_from_iter};

use super::engine::Sqlite;
use super::hints::with_hints;
use super::tx::SqliteTx;
use crate::db::tx::Tx;
use crate::db::value::Value;

/// The planner's steps for a statement on a new database, whatever its parameters.
pub(crate) fn plan(statement: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let db = Sqlite::create(&folder.path().join("cprabo.db")).unwrap();
    let explained = format!("EXPLAIN QUERY PLAN {statement}");
    let plan = db.read("testing", |tx| {
        let Tx::Sqlite(SqliteTx { connection, .. }) = tx;
        let parameters = connection.prepare(&with_hints(&explained)).unwrap().parameter_count();
        let keys = vec![Value::Int(0); parameters];
        tx.query(&explained, &keys, |row| row.get("detail"))
    });
    plan.unwrap()
}

/// Runs a statement as another program would: without checksums.
pub(crate) fn execute_elsewhere(path: &Path, sql: &str, values: &[Value<'_>]) {
    let other = Connection::open(path).unwrap();
    other.execute(sql, params_from_iter(values)).unwrap();
}
