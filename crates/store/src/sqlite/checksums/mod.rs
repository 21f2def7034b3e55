//! Checksums of what is stored: SQLite itself would not notice a bit that flips in a row.
//!
//! For each group of rows (a subscription's filters, one delivery, a run's changes …) the database holds how many
//! there are and the sum of their hashes. Triggers that exist on the writing connection alone keep both up to date,
//! so that no statement can forget it, and nothing of it is in the schema that another program would trip over. A
//! group is checked when it decides something, and all are by `verify`. A row that vanishes is noticed too, which a
//! checksum in the row would not do (`docs/adr/0014-checksums-in-the-database.md`).

mod row_hash;
mod tables;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Row, Transaction, params};

use super::columns::{self, execute, get};
use crate::StoreError;

pub(super) use row_hash::RowHash;
pub(super) use tables::{
    AGREEMENT, CERTIFICATE, CHANGE, CHECKED, CLOCK, COLLECTION, DELIVERY, DELIVERY_SENT,
    DICTIONARY, DISCLOSURE, FILTER, FILTER_PAST, FOLLOW, INSTALLATION, PERSON, PERSON_BEFORE, RUN,
    SSH_KEY, SYSTEM, TABLES, Table, table,
};

const DOING: &str = "keeping checksums";

/// The group in which the commits are counted: no table has this number.
const COMMITS: (i64, i64) = (0, 0);

/// A group of rows: the number of its table, and what they have in common.
pub(super) type Group = (i64, i64);

/// How many rows, and the sum of their hashes; both go round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) rows: i64,
    pub(super) hashes: i64,
}

/// What statements have changed in each group.
#[derive(Debug, Default)]
pub(super) struct RowChanges(HashMap<Group, Sum>);

impl Sum {
    /// One row more, or, with -1, one less.
    pub(super) const fn add(&mut self, rows: i64, hash: i64) {
        self.rows = self.rows.wrapping_add(rows);
        self.hashes = self.hashes.wrapping_add(rows.wrapping_mul(hash));
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows.wrapping_add(other.rows),
            hashes: self.hashes.wrapping_add(other.hashes),
        }
    }
}

/// Registers the function by which a migration computes what rows are to hold.
pub(super) fn register(connection: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let registered = connection
        .create_scalar_function("row_checksum", -1, flags, |values| Ok(hash_of(values, 0)));
    registered.map_err(StoreError::database(DOING))
}

/// Has everything that the connection changes from now on summed up in `changes`.
pub(super) fn watch(
    connection: &Connection,
    changes: &Arc<Mutex<RowChanges>>,
) -> Result<(), StoreError> {
    let changes = Arc::clone(changes);
    let flags = FunctionFlags::SQLITE_UTF8;
    let note = move |values: &mut Context<'_>| -> rusqlite::Result<Option<i64>> {
        let (group, rows) = ((values.get(0)?, values.get(1)?), values.get(2)?);
        let hash = match table(group.0) {
            Some(Table { has_checksum: true, .. }) => values.get(3)?,
            _ => hash_of(values, 3),
        };
        let mut changes = changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.0.entry(group).or_default().add(rows, hash);
        Ok(None)
    };
    let registered = connection.create_scalar_function("note_row_change", -1, flags, note);
    registered.map_err(StoreError::database(DOING))?;
    for table in TABLES {
        let triggers = table.triggers(connection)?;
        connection.execute_batch(&triggers).map_err(StoreError::database(DOING))?;
    }
    Ok(())
}

fn hash_of(values: &Context<'_>, from: usize) -> i64 {
    let mut hash = RowHash::default();
    (from..values.len()).for_each(|place| hash.add(values.get_raw(place)));
    hash.finish()
}

/// Puts what was changed into the checksums, and counts the commit; how many there have been.
pub(super) fn store(tx: &Transaction<'_>, changes: RowChanges) -> Result<u64, StoreError> {
    let changed: Vec<(Group, Sum)> =
        changes.0.into_iter().filter(|(_, sum)| *sum != Sum::default()).collect();
    let commits = stored(tx, COMMITS)?.unwrap_or_default();
    if changed.is_empty() {
        return Ok(commits.rows.cast_unsigned());
    }
    for (group, change) in changed {
        let sum = stored(tx, group)?.unwrap_or_default().plus(change);
        put(tx, group, sum)?;
    }
    let commits = Sum { rows: commits.rows.wrapping_add(1), ..commits };
    put(tx, COMMITS, commits)?;
    Ok(commits.rows.cast_unsigned())
}

/// How many commits there have been that changed anything.
pub(super) fn commits(tx: &Transaction<'_>) -> Result<u64, StoreError> {
    Ok(stored(tx, COMMITS)?.unwrap_or_default().rows.cast_unsigned())
}

/// Whether the number of commits is as it was written.
pub(super) fn are_commits_known(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    match stored(tx, COMMITS) {
        Ok(_) => Ok(true),
        Err(StoreError::DamagedRows { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts down how many commits there have been, where that is damaged.
pub(super) fn put_commits(tx: &Transaction<'_>, commits: u64) -> Result<(), StoreError> {
    put(tx, COMMITS, Sum { rows: commits.cast_signed(), hashes: 0 })
}

/// Takes everything as it is now: computes all checksums anew.
pub(super) fn adopt(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let commits = stored(tx, COMMITS).ok().flatten().unwrap_or_default();
    let seal = format!("UPDATE person SET checksum = row_checksum({})", tables::PERSON_COLUMNS);
    execute(tx, DOING, &seal, [])?;
    execute(tx, DOING, "DELETE FROM checksum", [])?;
    for table in TABLES {
        for (group, sum) in sums(tx, table, &mut |_| Ok(()))? {
            put(tx, (table.id, group), sum)?;
        }
    }
    put(tx, COMMITS, commits)
}

/// Whether the rows of a group are those that were written.
pub(super) fn check(tx: &Transaction<'_>, table: &Table, group: i64) -> Result<(), StoreError> {
    for_each(tx, table, group, &mut |_| Ok(()))
}

/// The rows of a group, mapped, if they are those that were written.
pub(super) fn rows<T>(
    tx: &Transaction<'_>,
    table: &Table,
    group: i64,
    mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for_each(tx, table, group, &mut |row| {
        found.push(map(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Visits the rows of a group in the order of the table's key. Only when this returns is it known that they are those
/// that were written, and all of them.
pub(super) fn for_each(
    tx: &Transaction<'_>,
    table: &Table,
    group: i64,
    visit: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let damaged = StoreError::DamagedRows { table: table.name, group };
    let mut found = Sum::default();
    let visited = columns::for_each_row(tx, DOING, &table.select_group(), [group], |row| {
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

/// The sums of a table as its rows are now, by group; `seen` is told of each row.
pub(super) fn sums(
    tx: &Transaction<'_>,
    table: &Table,
    seen: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<HashMap<i64, Sum>, StoreError> {
    let mut sums = HashMap::<i64, Sum>::new();
    columns::for_each_row(tx, DOING, &table.select(), [], |row| {
        seen(row)?;
        let group = match table.group {
            Some(column) => get(row, column)?,
            None => 0,
        };
        sums.entry(group).or_default().add(1, table.hash(row)?);
        Ok(())
    })?;
    Ok(sums)
}

/// What the database says of a group; `None` of one in which there is nothing.
pub(super) fn stored(tx: &Transaction<'_>, group: Group) -> Result<Option<Sum>, StoreError> {
    let select = "SELECT row_count, sum, own FROM checksum WHERE tbl = ?1 AND grp = ?2";
    let (table, key) = (name(group.0), group.1);
    columns::row(tx, DOING, select, group, |row| read(row, group, table, key))
}

/// What the database says of a group; nothing where that is itself damaged.
pub(super) struct Stored {
    pub(super) group: i64,
    pub(super) sum: Option<Sum>,
}

/// Everything that the database says of a table's groups.
pub(super) fn all_stored(tx: &Transaction<'_>, table: &Table) -> Result<Vec<Stored>, StoreError> {
    let select = "SELECT grp, row_count, sum, own FROM checksum WHERE tbl = ?1";
    columns::rows(tx, DOING, select, [table.id], |row| {
        let group = get(row, "grp")?;
        Ok(Stored { group, sum: read(row, (table.id, group), table.name, group).ok() })
    })
}

/// How many groups of a table there are in which there is something.
pub(super) fn groups(tx: &Transaction<'_>, table: &Table) -> Result<usize, StoreError> {
    let select = "SELECT count(*) AS groups FROM checksum WHERE tbl = ?1";
    let groups = columns::row(tx, DOING, select, [table.id], |row| get(row, "groups"))?;
    Ok(groups.unwrap_or_default())
}

fn read(row: &Row<'_>, group: Group, table: &'static str, key: i64) -> Result<Sum, StoreError> {
    let sum = Sum { rows: get(row, "row_count")?, hashes: get(row, "sum")? };
    if get::<i64>(row, "own")? == own(group, sum) {
        Ok(sum)
    } else {
        Err(StoreError::DamagedRows { table, group: key })
    }
}

/// Notes what a group holds; one that holds nothing needs no row.
pub(super) fn put(tx: &Transaction<'_>, group: Group, sum: Sum) -> Result<(), StoreError> {
    if sum == Sum::default() {
        let delete = "DELETE FROM checksum WHERE tbl = ?1 AND grp = ?2";
        return execute(tx, DOING, delete, group).map(|_| ());
    }
    let put = "INSERT INTO checksum (tbl, grp, row_count, sum, own) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (tbl, grp) DO UPDATE
        SET row_count = excluded.row_count, sum = excluded.sum, own = excluded.own";
    let row = params![group.0, group.1, sum.rows, sum.hashes, own(group, sum)];
    execute(tx, DOING, put, row).map(|_| ())
}

/// The checksum of a checksum: tells a damaged one from damaged rows.
fn own(group: Group, sum: Sum) -> i64 {
    let mut hash = RowHash::default();
    for number in [group.0, group.1, sum.rows, sum.hashes] {
        hash.add(rusqlite::types::ValueRef::Integer(number));
    }
    hash.finish()
}

fn name(id: i64) -> &'static str {
    table(id).map_or("commits", |table| table.name)
}
