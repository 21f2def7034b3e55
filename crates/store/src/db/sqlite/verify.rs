//! SQLite's own checks of its pages and trees, and of its schema.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::failure::failed;
use super::migrate;
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::table::Table;
use crate::db::value::values;
use crate::model::DatabaseFinding;

/// The number of lines of SQLite's own check that are read: the first ones are enough.
const LINES: u32 = 100;

/// Checks that SQLite's structures are sound, that references have their rows, and that the schema
/// is this version's.
pub(in crate::db) fn check_structure(
    tx: &SqliteTx<'_>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    check_pages(tx, "integrity_check", &LINES.to_string(), findings)?;
    check_references(tx, findings)?;
    check_schema(tx, findings)
}

/// Checks that the rows of tables can be found by their keys; `with_indexes`, also by their
/// indexes, which takes longer.
pub(in crate::db) fn check_tables(
    tx: &SqliteTx<'_>,
    tables: &[&Table],
    with_indexes: bool,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let check = if with_indexes { "integrity_check" } else { "quick_check" };
    let of = |table: &&Table| format!("'{}'", table.name);
    tables.iter().map(of).try_for_each(|of| check_pages(tx, check, &of, findings))
}

/// SQLite's own check of the whole database, up to a number of lines, or of a table with its
/// indexes. A quick one does not compare the indexes with the table.
fn check_pages(
    tx: &SqliteTx<'_>,
    check: &str,
    of: &str,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let mut lines = Vec::new();
    let checked = tx.for_each(&format!("PRAGMA {check}({of})"), &[], &mut |row| {
        lines.extend(row.lossy_text(0));
        Ok(())
    });
    if let Err(error) = checked {
        findings.push(DatabaseFinding::of_damage(error)?);
        return Ok(());
    }
    for line in lines.into_iter().filter(|line| line != "ok") {
        let is_index = line.contains("index") || is_about_index(tx, &line)?;
        let finding = if is_index { DatabaseFinding::Index } else { DatabaseFinding::Structure };
        findings.push(finding(line));
    }
    Ok(())
}

/// Whether a line is about a page of an index: it names the tree by its first page.
fn is_about_index(tx: &SqliteTx<'_>, line: &str) -> Result<bool, StoreError> {
    let root = line.split_once("Tree ").and_then(|(_, tree)| tree.split(' ').next());
    let Some(root) = root.and_then(|root| root.parse::<i64>().ok()) else { return Ok(false) };
    let select = "SELECT 1 FROM sqlite_schema WHERE rootpage = ?1 AND type = 'index'";
    let mut is_index = false;
    tx.for_each(select, &values![root], &mut |_| {
        is_index = true;
        Ok(())
    })?;
    Ok(is_index)
}

fn check_references(
    tx: &SqliteTx<'_>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let count = "SELECT count(*) FROM pragma_foreign_key_check";
    let broken = tx.connection.query_row(count, [], |row| row.get(0));
    match broken.map_err(failed(tx.operation)) {
        Ok(0) => {}
        Ok(broken) => findings.push(DatabaseFinding::References(broken)),
        Err(error) => findings.push(DatabaseFinding::of_damage(error)?),
    }
    Ok(())
}

/// Compares the schema with that of a new database.
fn check_schema(tx: &SqliteTx<'_>, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    let mut new = Connection::open_in_memory().map_err(failed(tx.operation))?;
    migrate::migrate(&mut new)?;
    let ours = definitions(&SqliteTx::reading(&new, tx.operation))?;
    let mut theirs = definitions(tx)?;
    let mut differs = |what: String| findings.push(DatabaseFinding::Schema(what));
    for (name, sql) in ours {
        match theirs.remove(&name) {
            Some(found) if found == sql => {}
            Some(_) => differs(format!("{name} is defined otherwise")),
            None => differs(format!("{name} is missing")),
        }
    }
    theirs
        .into_keys()
        .for_each(|name| differs(format!("{name} is nothing that this version knows")));
    Ok(())
}

fn definitions(tx: &SqliteTx<'_>) -> Result<BTreeMap<String, Option<String>>, StoreError> {
    let select = "SELECT type || ' ' || name || ' on ' || tbl_name, sql FROM sqlite_schema";
    let mut found = BTreeMap::new();
    tx.for_each(select, &[], &mut |row| {
        found.insert(row.lossy_text(0).unwrap_or_default(), row.lossy_text(1));
        Ok(())
    })?;
    Ok(found)
}
