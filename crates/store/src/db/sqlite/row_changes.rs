//! The sums of the changes of statements. Temporary triggers of the writing connection report each
//! changed row, so no statement can be forgotten, and the schema has nothing that would stop
//! another program.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::failure::failed;
use super::row::add;
use crate::StoreError;
use crate::db::row_hash::RowHash;
use crate::db::sum::{Group, Sum};
use crate::db::table::{TABLES, Table, table};

const WATCHING: &str = "keeping checksums";

/// The changes of statements in each group.
#[derive(Debug, Default)]
pub(super) struct RowChanges(HashMap<Group, Sum>);

impl RowChanges {
    /// Takes the changes so far.
    pub(super) fn take(changes: &Mutex<Self>) -> Self {
        std::mem::take(&mut *changes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl IntoIterator for RowChanges {
    type Item = (Group, Sum);
    type IntoIter = std::collections::hash_map::IntoIter<Group, Sum>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Registers the function by which migrations and `adopt` compute the columns of persons' rows.
pub(super) fn register(connection: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let registered = connection
        .create_scalar_function("row_checksum", -1, flags, |values| Ok(hash_of(values, 0)));
    registered.map_err(failed(WATCHING))
}

/// Sums up everything that the connection changes from now on.
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
    registered.map_err(failed(WATCHING))?;
    for table in TABLES {
        let triggers = triggers(connection, table).map_err(failed(WATCHING))?;
        connection.execute_batch(&triggers).map_err(failed(WATCHING))?;
    }
    Ok(())
}

fn hash_of(values: &Context<'_>, from: usize) -> i64 {
    let mut hash = RowHash::default();
    (from..values.len()).for_each(|place| add(&mut hash, values.get_raw(place)));
    hash.finish()
}

/// The temporary triggers that report each changed row of a table.
fn triggers(connection: &Connection, table: &Table) -> rusqlite::Result<String> {
    let Table { id, name, .. } = table;
    let columns =
        if table.has_checksum { vec!["checksum".to_owned()] } else { columns(connection, name)? };
    let note = |row: &str, rows: i8| {
        let group = table.group.map_or("0".to_owned(), |column| format!("{row}.{column}"));
        let values: Vec<String> = columns.iter().map(|column| format!("{row}.{column}")).collect();
        format!("SELECT note_row_change({id}, {group}, {rows}, {});", values.join(", "))
    };
    let (gone, new) = (note("old", -1), note("new", 1));
    Ok(format!(
        "CREATE TEMP TRIGGER {name}_inserted AFTER INSERT ON main.{name} BEGIN {new} END;
         CREATE TEMP TRIGGER {name}_deleted AFTER DELETE ON main.{name} BEGIN {gone} END;
         CREATE TEMP TRIGGER {name}_updated AFTER UPDATE ON main.{name} BEGIN {gone} {new} END;"
    ))
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}
