//! Checksums of what is stored: an engine itself would not notice a flipped bit in a row.
//!
//! For each group of rows (a subscription's filters, one delivery, a run's changes …) the database
//! has the number of rows and the sum of their hashes. The engine updates both with every write, so
//! no statement can be forgotten. A group is checked when a decision depends on it, and all are by
//! `verify`. A lost row is noticed too, which a checksum in the row would not do
//! (`docs/adr/0014-checksums-in-the-database.md`).

use std::collections::HashMap;

use super::row::Row;
use super::sum::{Group, Sum};
use super::table::{Table, table};
use super::tx::Tx;
use super::value::values;
use crate::StoreError;

/// The group for the number of commits: no table has this number.
const COMMITS: Group = (0, 0);

/// Checks the rows of a group.
pub(crate) fn check(tx: &Tx<'_>, table: &Table, group: i64) -> Result<(), StoreError> {
    for_each(tx, table, group, |_| Ok(()))
}

/// Checks and maps the rows of a group.
pub(crate) fn rows<T>(
    tx: &Tx<'_>,
    table: &Table,
    group: i64,
    mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for_each(tx, table, group, |row| {
        found.push(map(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Visits the rows of a group in the order of the table's key. They are only known to be sound and
/// complete when this returns.
pub(crate) fn for_each(
    tx: &Tx<'_>,
    table: &Table,
    group: i64,
    mut visit: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let damaged = StoreError::DamagedRows { table: table.name, group };
    let mut found = Sum::default();
    let visited = tx.for_each(&table.select_group(), &values![group], |row| {
        found.add(1, table.hash(row)?);
        visit(row)
    });
    match visited {
        Err(error) if error.is_damage() => return Err(damaged),
        visited => visited?,
    }
    match stored(tx, (table.id, group)) {
        Ok(sum) if sum.unwrap_or_default() == found => Ok(()),
        Ok(_) | Err(StoreError::DamagedRows { .. }) => Err(damaged),
        Err(error) => Err(error),
    }
}

/// The sums of a table by group, as its rows are now.
pub(crate) fn sums(tx: &Tx<'_>, table: &Table) -> Result<HashMap<i64, Sum>, StoreError> {
    let mut sums = HashMap::<i64, Sum>::new();
    tx.for_each(&table.select(), &[], |row| {
        let group = match table.group {
            Some(column) => row.get(column)?,
            None => 0,
        };
        sums.entry(group).or_default().add(1, table.hash(row)?);
        Ok(())
    })?;
    Ok(sums)
}

/// A group of a table that does not match its checksum; `None` when all do.
pub(crate) fn find_damaged(tx: &Tx<'_>, table: &Table) -> Result<Option<i64>, StoreError> {
    let mut found = sums(tx, table)?;
    for Stored { group, sum } in all_stored(tx, table)? {
        if sum != Some(found.remove(&group).unwrap_or_default()) {
            return Ok(Some(group));
        }
    }
    Ok(found.into_keys().next())
}

/// Whether a table whose rows are groups of their own has so many rows.
pub(crate) fn is_complete(tx: &Tx<'_>, table: &Table, rows: usize) -> Result<bool, StoreError> {
    let select = "SELECT count(*) AS groups FROM checksum WHERE tbl = ?1";
    let groups: Option<usize> =
        tx.query_opt(select, &values![table.id], |row| row.get("groups"))?;
    Ok(groups.unwrap_or_default() == rows)
}

/// The stored sum of a group; `None` for an empty one.
pub(crate) fn stored(tx: &Tx<'_>, group: Group) -> Result<Option<Sum>, StoreError> {
    let select = "SELECT row_count, sum, own FROM checksum WHERE tbl = ?1 AND grp = ?2";
    let name = table(group.0).map_or("commits", |table| table.name);
    tx.query_opt(select, &values![group.0, group.1], |row| read(row, group, name))
}

/// The stored sum of a group; `None` if it is damaged itself.
pub(crate) struct Stored {
    pub(crate) group: i64,
    pub(crate) sum: Option<Sum>,
}

/// The stored sums of a table's groups.
pub(crate) fn all_stored(tx: &Tx<'_>, table: &Table) -> Result<Vec<Stored>, StoreError> {
    let select = "SELECT grp, row_count, sum, own FROM checksum WHERE tbl = ?1";
    tx.query(select, &values![table.id], |row| {
        let group = row.get("grp")?;
        Ok(Stored { group, sum: read(row, (table.id, group), table.name).ok() })
    })
}

fn read(row: &Row<'_>, group: Group, table: &'static str) -> Result<Sum, StoreError> {
    let sum = Sum { rows: row.get("row_count")?, hashes: row.get("sum")? };
    if row.get::<i64>("own")? == sum.own(group) {
        Ok(sum)
    } else {
        Err(StoreError::DamagedRows { table, group: group.1 })
    }
}

/// Stores the sum of a group; an empty one needs no row.
pub(crate) fn put(tx: &Tx<'_>, group: Group, sum: Sum) -> Result<(), StoreError> {
    if sum == Sum::default() {
        let delete = "DELETE FROM checksum WHERE tbl = ?1 AND grp = ?2";
        return tx.execute(delete, &values![group.0, group.1]).map(|_| ());
    }
    let put = "INSERT INTO checksum (tbl, grp, row_count, sum, own) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (tbl, grp) DO UPDATE
        SET row_count = excluded.row_count, sum = excluded.sum, own = excluded.own";
    let row = values![group.0, group.1, sum.rows, sum.hashes, sum.own(group)];
    tx.execute(put, &row).map(|_| ())
}

/// Adds changes to the stored sums and counts the commit. Returns the number of commits so far.
pub(super) fn commit(
    tx: &Tx<'_>,
    changes: impl IntoIterator<Item = (Group, Sum)>,
) -> Result<u64, StoreError> {
    let mut changes = changes.into_iter().filter(|(_, sum)| *sum != Sum::default()).peekable();
    let commits = stored(tx, COMMITS)?.unwrap_or_default();
    if changes.peek().is_none() {
        return Ok(commits.rows.cast_unsigned());
    }
    for (group, change) in changes {
        let sum = stored(tx, group)?.unwrap_or_default().plus(change);
        put(tx, group, sum)?;
    }
    let commits = Sum { rows: commits.rows.wrapping_add(1), ..commits };
    put(tx, COMMITS, commits)?;
    Ok(commits.rows.cast_unsigned())
}

/// Accepts the rows as they are now.
pub(super) fn adopt(tx: &Tx<'_>, tables: &[&Table]) -> Result<(), StoreError> {
    let commits = stored(tx, COMMITS).ok().flatten().unwrap_or_default();
    tx.execute("DELETE FROM checksum", &[])?;
    for table in tables {
        for (group, sum) in sums(tx, table)? {
            put(tx, (table.id, group), sum)?;
        }
    }
    put(tx, COMMITS, commits)
}

/// The number of commits that changed anything.
pub(crate) fn commits(tx: &Tx<'_>) -> Result<u64, StoreError> {
    Ok(stored(tx, COMMITS)?.unwrap_or_default().rows.cast_unsigned())
}

/// Whether the stored number of commits is sound.
pub(crate) fn are_commits_known(tx: &Tx<'_>) -> Result<bool, StoreError> {
    match stored(tx, COMMITS) {
        Ok(_) => Ok(true),
        Err(StoreError::DamagedRows { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Replaces a damaged number of commits by the one beside the database.
pub(crate) fn mend_commits(tx: &Tx<'_>, known: Option<u64>) -> Result<(), StoreError> {
    if are_commits_known(tx)? {
        return Ok(());
    }
    let commits = known.unwrap_or_default().cast_signed();
    put(tx, COMMITS, Sum { rows: commits, hashes: 0 })
}
