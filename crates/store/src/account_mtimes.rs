//! The mtimes of the files that an account sees.

use crate::StoreError;
use crate::db::{Tx, values};
use crate::model::next_mtimes;

/// Takes the next mtimes of an account, for files that appear together. Others who take some wait until this transaction is
/// committed. The system's row cannot be read after this: it is checked against what was committed.
pub(crate) fn take(
    tx: &Tx<'_>,
    system: i64,
    now: i64,
    files: usize,
) -> Result<Vec<i64>, StoreError> {
    // An update, so that others wait.
    let lock = "UPDATE system SET last_mtime = last_mtime WHERE id = ?1 RETURNING last_mtime";
    let last = tx.query_opt(lock, &values![system], |row| row.get("last_mtime"))?;
    let last: i64 = last.ok_or(StoreError::Corrupt("account"))?;
    tx.execute("UPDATE system SET last_mtime = ?2 WHERE id = ?1", &values![system, now])?;
    Ok(next_mtimes(last, now, files).collect())
}
