//! Everything in the database held against what was written.

use std::collections::BTreeMap;

use civil::Pnr;
use rusqlite::{Connection, Row, Transaction};

use super::checksums::{
    self, AGREEMENT, COLLECTION, DELIVERY, FILTER, PERSON, RUN, SYSTEM, Sum, TABLES, Table,
};
use super::columns::{self, for_each_row, get, rows};
use super::person_row::{self, at};
use super::records_codec::Decoder;
use super::{Sqlite, commit_number, migrate};
use crate::StoreError;
use crate::model::{DatabaseFinding, DatabaseStep, Stopped};

const DOING: &str = "checking the database";

/// Lines of SQLite's own check that are read: the first say enough.
const LINES: u32 = 100;
/// What says which files are to be kept.
static LEDGER: [&Table; 5] = [&DELIVERY, &RUN, &COLLECTION, &AGREEMENT, &SYSTEM];
/// Persons between two words to whoever watches.
const STEP: u64 = 4096;

/// Whoever watches a check.
pub(crate) type Watch<'a> = dyn FnMut(DatabaseStep) -> Result<(), Stopped> + 'a;

impl Sqlite {
    pub(crate) fn check_replica(&self) -> Result<(), StoreError> {
        self.read(DOING, |tx| {
            let mut findings = Vec::new();
            pages(tx, "quick_check", "'person'", &mut findings)?;
            for table in [&FILTER, &AGREEMENT, &SYSTEM] {
                pages(tx, "integrity_check", &format!("'{}'", table.name), &mut findings)?;
            }
            match findings.first() {
                Some(_) => Err(StoreError::Corrupt("tree of persons or filters")),
                None => Ok(()),
            }
        })
    }

    pub(crate) fn check_ledger(&self) -> Result<(), StoreError> {
        self.read(DOING, check_ledger)
    }

    pub(crate) fn verify(&self, watch: &mut Watch<'_>) -> Result<Vec<DatabaseFinding>, StoreError> {
        let findings = self.read(DOING, |tx| {
            let mut findings = Vec::new();
            report(watch, DatabaseStep::Structure)?;
            structure(tx, &mut findings)?;
            schema(tx, &mut findings)?;
            if let Err(error) = commit_number::check(tx, &mut findings) {
                unless_damage(error, &mut findings)?;
            }
            for table in TABLES {
                report(watch, DatabaseStep::Table(table.name))?;
                if let Err(error) = rows_of(tx, table, &mut findings) {
                    unless_damage(error, &mut findings)?;
                }
            }
            if let Err(error) = persons(tx, watch, &mut findings) {
                unless_damage(error, &mut findings)?;
            }
            Ok(findings)
        })?;
        match findings.first() {
            Some(finding) => self.database.note_damage(finding.to_string()),
            None => self.database.clear_damage(),
        }
        Ok(findings)
    }
}

/// Whether what says that a file is to be kept is as it was written: the rows, and the indexes by which they are found.
/// Reads all of the ledger, so it is asked when something is about to be deleted, which cannot be undone.
pub(super) fn check_ledger(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let mut findings = Vec::new();
    for table in LEDGER {
        pages(tx, "integrity_check", &format!("'{}'", table.name), &mut findings)?;
        rows_of(tx, table, &mut findings)?;
    }
    match findings.first() {
        Some(_) => Err(StoreError::Corrupt("ledger of deliveries")),
        None => Ok(()),
    }
}

fn report(watch: &mut Watch<'_>, step: DatabaseStep) -> Result<(), StoreError> {
    watch(step).map_err(|Stopped| StoreError::Stopped)
}

/// What cannot be read at all is a finding, too.
fn unless_damage(error: StoreError, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    if !error.is_damage() {
        return Err(error);
    }
    let what = match std::error::Error::source(&error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    findings.push(DatabaseFinding::Structure(what));
    Ok(())
}

fn structure(tx: &Transaction<'_>, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    pages(tx, "integrity_check", &LINES.to_string(), findings)?;
    let references = "SELECT count(*) AS broken FROM pragma_foreign_key_check";
    match columns::row(tx, DOING, references, [], |row| get::<u64>(row, "broken")) {
        Ok(None | Some(0)) => Ok(()),
        Ok(Some(broken)) => {
            findings.push(DatabaseFinding::References(broken));
            Ok(())
        }
        Err(error) => unless_damage(error, findings),
    }
}

/// SQLite's own check of everything, of which so many lines are read, or of a table with its indexes. A quick one does
/// not compare the indexes with the table.
fn pages(
    tx: &Transaction<'_>,
    check: &str,
    of: &str,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let check = format!("PRAGMA {check}({of})");
    let lines = rows(tx, DOING, &check, [], |row| {
        row.get::<_, String>(0).map_err(StoreError::database(DOING))
    });
    let lines = match lines {
        Ok(lines) => lines,
        Err(error) => return unless_damage(error, findings),
    };
    for line in lines.into_iter().filter(|line| line != "ok") {
        let is_index = line.contains("index") || is_about_index(tx, &line)?;
        let finding = if is_index { DatabaseFinding::Index } else { DatabaseFinding::Structure };
        findings.push(finding(line));
    }
    Ok(())
}

/// Whether a line is about a page of an index: it names the tree by its first page.
fn is_about_index(tx: &Transaction<'_>, line: &str) -> Result<bool, StoreError> {
    let root = line.split_once("Tree ").and_then(|(_, tree)| tree.split(' ').next());
    let Some(root) = root.and_then(|root| root.parse::<i64>().ok()) else { return Ok(false) };
    let select = "SELECT 1 FROM sqlite_schema WHERE rootpage = ?1 AND type = 'index'";
    Ok(columns::row(tx, DOING, select, [root], |_| Ok(()))?.is_some())
}

/// The definitions, held against those of a new database.
fn schema(tx: &Transaction<'_>, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    let mut new = Connection::open_in_memory().map_err(StoreError::database(DOING))?;
    migrate::migrate(&mut new)?;
    let new = new.transaction().map_err(StoreError::database(DOING))?;
    let (ours, mut theirs) = (definitions(&new)?, definitions(tx)?);
    for (name, sql) in ours {
        match theirs.remove(&name) {
            Some(found) if found == sql => {}
            Some(_) => differs_in(format!("{name} is defined otherwise"), findings),
            None => differs_in(format!("{name} is missing"), findings),
        }
    }
    findings.extend(
        theirs.into_keys().map(|name| {
            DatabaseFinding::Schema(format!("{name} is nothing that this version knows"))
        }),
    );
    Ok(())
}

fn differs_in(what: String, findings: &mut Vec<DatabaseFinding>) {
    findings.push(DatabaseFinding::Schema(what));
}

fn definitions(tx: &Transaction<'_>) -> Result<BTreeMap<String, Option<String>>, StoreError> {
    let select = "SELECT type || ' ' || name || ' on ' || tbl_name AS name, sql FROM sqlite_schema";
    let found = rows(tx, DOING, select, [], |row| {
        let text =
            |column| row.get_ref(column).ok().and_then(|value| value.as_bytes_or_null().ok());
        let (name, sql) = (text("name").flatten(), text("sql").flatten());
        let readable = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok((name.map(readable).unwrap_or_default(), sql.map(readable)))
    })?;
    Ok(found.into_iter().collect())
}

/// The rows of a table by group, held against the checksums.
fn rows_of(
    tx: &Transaction<'_>,
    table: &Table,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let mut found = checksums::sums(tx, table, &mut |_| Ok(()))?;
    for checksums::Stored { group, sum } in checksums::all_stored(tx, table)? {
        let found = found.remove(&group).unwrap_or_default();
        match sum {
            Some(sum) if sum == found => {}
            Some(sum) => findings.push(differs(table, group, sum, found)),
            None => findings.push(DatabaseFinding::Checksum { table: table.name, group }),
        }
    }
    let unknown = found.into_iter().map(|(group, sum)| differs(table, group, Sum::default(), sum));
    findings.extend(unknown);
    Ok(())
}

fn differs(table: &Table, group: i64, written: Sum, found: Sum) -> DatabaseFinding {
    let (written, found) = (written.rows, found.rows);
    DatabaseFinding::Rows { table: table.name, group, written, found }
}

/// Each person's row and records.
fn persons(
    tx: &Transaction<'_>,
    watch: &mut Watch<'_>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let of = checksums::stored(tx, (PERSON.id, 0)).ok().flatten().unwrap_or_default().rows;
    let of = u64::try_from(of).unwrap_or_default();
    let mut decoder = Decoder::default();
    let (mut seen, mut damaged) = (0, Vec::new());
    let select = format!("SELECT {}, records FROM person ORDER BY pnr", person_row::CHECKED);
    let read = for_each_row(tx, DOING, &select, [], |row| {
        if seen % STEP == 0 {
            report(watch, DatabaseStep::Persons(seen, of))?;
        }
        seen += 1;
        match check_person(tx, &mut decoder, row) {
            Err(error) if error.is_damage() => {
                damaged.extend(Pnr::from_integer(at(row, person_row::PNR, "pnr")?));
                Ok(())
            }
            checked => checked,
        }
    });
    if !damaged.is_empty() {
        findings.push(DatabaseFinding::Persons(damaged));
    }
    read
}

fn check_person(
    tx: &Transaction<'_>,
    decoder: &mut Decoder,
    row: &Row<'_>,
) -> Result<(), StoreError> {
    person_row::check(row)?;
    let blob = row.get_ref(person_row::BEHIND).ok().and_then(|blob| blob.as_blob().ok());
    let blob = blob.ok_or(StoreError::Corrupt("records of a person"))?;
    decoder.decompress(tx, at(row, person_row::CODING, "coding")?, blob).map(|_| ())
}
