//! Everything in the database held against what was written.

use std::collections::BTreeMap;

use civil::Pnr;
use rusqlite::{Connection, Row, Transaction};

use super::checksums::{self, PERSON, Sum, TABLES, Table};
use super::coding::Decoder;
use super::columns::{self, for_each_row, get, rows};
use super::person_row::{self, at};
use super::{Sqlite, migrate};
use crate::StoreError;
use crate::database_finding::{DatabaseFinding, DatabaseStep, Stopped};

const DOING: &str = "checking the database";

/// Lines of SQLite's own check that are read: the first say enough.
const LINES: u32 = 100;
/// Persons between two words to whoever watches.
const STEP: u64 = 4096;

/// Whoever watches a check.
pub(crate) type Watch<'a> = dyn FnMut(DatabaseStep) -> Result<(), Stopped> + 'a;

impl Sqlite {
    pub(crate) fn verify(&self, watch: &mut Watch<'_>) -> Result<Vec<DatabaseFinding>, StoreError> {
        let findings = self.read(DOING, |tx| {
            let mut findings = Vec::new();
            tell(watch, DatabaseStep::Structure)?;
            structure(tx, &mut findings)?;
            schema(tx, &mut findings)?;
            for table in TABLES {
                tell(watch, DatabaseStep::Table(table.name))?;
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
            None => self.database.forget_damage(),
        }
        Ok(findings)
    }
}

fn tell(watch: &mut Watch<'_>, step: DatabaseStep) -> Result<(), StoreError> {
    watch(step).map_err(|Stopped| StoreError::Stopped)
}

/// What cannot be read at all is a finding, too.
fn unless_damage(error: StoreError, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    if !error.is_damage() {
        return Err(error);
    }
    findings.push(DatabaseFinding::Structure(error.to_string()));
    Ok(())
}

fn structure(tx: &Transaction<'_>, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    let check = format!("PRAGMA integrity_check({LINES})");
    let lines = rows(tx, DOING, &check, [], |row| {
        row.get::<_, String>(0).map_err(StoreError::database(DOING))
    });
    match lines {
        Ok(lines) => findings.extend(lines.into_iter().filter(|line| line != "ok").map(|line| {
            if line.contains("index") {
                DatabaseFinding::Index(line)
            } else {
                DatabaseFinding::Structure(line)
            }
        })),
        Err(error) => unless_damage(error, findings)?,
    }
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
            tell(watch, DatabaseStep::Persons(seen, of))?;
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
    let blob = blob.ok_or(StoreError::Damaged("records of a person"))?;
    decoder.decompress(tx, at(row, person_row::CODING, "coding")?, blob).map(|_| ())
}
