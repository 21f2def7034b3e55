//! Checking the whole database against its checksums.

use civil::Pnr;

use crate::StoreError;
use crate::db::table::{
    AGREEMENT, COLLECTION, DELIVERY, FILTER, FORWARDED_FILE, PERSON, RUN, SYSTEM, TABLES, TRANSFER,
    Table,
};
use crate::db::{Row, Sum, Tx, checksums, integrity, person_row};
use crate::model::{DatabaseFinding, DatabaseStep, Stopped};
use crate::records_codec::Decoder;
use crate::store::Store;

const CHECKING: &str = "checking the database";

/// The tables that say which files are kept.
static LEDGER: [&Table; 7] =
    [&DELIVERY, &RUN, &COLLECTION, &AGREEMENT, &SYSTEM, &TRANSFER, &FORWARDED_FILE];
/// The number of persons between two reports to the observer.
const STEP: u64 = 4096;

/// The observer of a check.
type Watch<'a> = dyn FnMut(DatabaseStep) -> Result<(), Stopped> + 'a;

/// Checks of the database.
impl Store {
    /// Checks that persons, filters, agreements and systems can be found by their keys: a damaged
    /// page may hide a row, and a person who is not found counts as never registered. To be called
    /// before an extract is applied. Reads the replica.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when one cannot be found.
    pub fn check_replica(&self) -> Result<(), StoreError> {
        self.read(CHECKING, |tx| {
            let mut findings = Vec::new();
            integrity::check_tables(tx, &[&PERSON], false, &mut findings)?;
            integrity::check_tables(tx, &[&FILTER, &AGREEMENT, &SYSTEM], true, &mut findings)?;
            match findings.first() {
                Some(_) => Err(StoreError::Corrupt("tree of persons or filters")),
                None => Ok(()),
            }
        })
    }

    /// Checks the tables that say which files are kept. To be called before files are deleted that
    /// they do not name. Reads the whole ledger.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a row or a checksum is wrong.
    pub fn check_ledger(&self) -> Result<(), StoreError> {
        self.read(CHECKING, check_ledger)
    }

    /// Checks everything in the database against its checksums. `watch` is called with the progress
    /// and may stop the check. Reads all of it, on one consistent state and beside any writer.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] when `watch` stopped it. Damage is a finding and no error.
    pub fn verify(
        &self,
        watch: &mut dyn FnMut(DatabaseStep) -> Result<(), Stopped>,
    ) -> Result<Vec<DatabaseFinding>, StoreError> {
        let findings = self.read(CHECKING, |tx| {
            let mut findings = Vec::new();
            report(watch, DatabaseStep::Structure)?;
            integrity::check_structure(tx, &mut findings)?;
            let checked = check_commits(tx, &mut findings);
            note_damage(checked, &mut findings)?;
            let checked = check_versions(tx, &mut findings);
            note_damage(checked, &mut findings)?;
            for table in TABLES {
                report(watch, DatabaseStep::Table(table.name))?;
                let checked = check_rows(tx, table, &mut findings);
                note_damage(checked, &mut findings)?;
            }
            let checked = check_persons(tx, watch, &mut findings);
            note_damage(checked, &mut findings)?;
            Ok(findings)
        })?;
        self.engine.note_damage(findings.first().map(DatabaseFinding::to_string));
        Ok(findings)
    }
}

/// Checks the rows that say that a file is kept, and the indexes by which they are found. Reads the
/// whole ledger, so it is called only before a deletion, which cannot be undone.
pub(crate) fn check_ledger(tx: &Tx<'_>) -> Result<(), StoreError> {
    let mut findings = Vec::new();
    integrity::check_tables(tx, &LEDGER, true, &mut findings)?;
    for table in LEDGER {
        check_rows(tx, table, &mut findings)?;
    }
    match findings.first() {
        Some(_) => Err(StoreError::Corrupt("ledger of deliveries")),
        None => Ok(()),
    }
}

fn report(watch: &mut Watch<'_>, step: DatabaseStep) -> Result<(), StoreError> {
    watch(step).map_err(|Stopped| StoreError::Stopped)
}

/// A table that cannot be read is a finding too.
fn note_damage(
    checked: Result<(), StoreError>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    if let Err(error) = checked {
        findings.push(DatabaseFinding::of_damage(error)?);
    }
    Ok(())
}

fn check_commits(tx: &Tx<'_>, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    if !checksums::are_commits_known(tx)? {
        findings.push(DatabaseFinding::Commits);
    }
    Ok(())
}

/// Checks that every version of filters that is named says who made it, and is none to come.
fn check_versions(tx: &Tx<'_>, findings: &mut Vec<DatabaseFinding>) -> Result<(), StoreError> {
    let select = "SELECT count(*) AS unknown FROM (
            SELECT agreement, added AS version FROM filter
            UNION SELECT agreement, added FROM filter_past
            UNION SELECT agreement, removed FROM filter_past
        ) AS named
        LEFT JOIN filter_change ON filter_change.agreement = named.agreement
            AND filter_change.version = named.version
        LEFT JOIN filter_head ON filter_head.agreement = named.agreement
            AND filter_head.version >= named.version
        WHERE filter_change.version IS NULL OR filter_head.version IS NULL";
    match tx.query_opt(select, &[], |row| row.get("unknown"))?.unwrap_or_default() {
        0 => {}
        unknown => findings.push(DatabaseFinding::References(unknown)),
    }
    Ok(())
}

/// Checks the rows of a table by group.
fn check_rows(
    tx: &Tx<'_>,
    table: &Table,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let mut found = checksums::sums(tx, table)?;
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

/// Checks each person's row and records.
fn check_persons(
    tx: &Tx<'_>,
    watch: &mut Watch<'_>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    let of = checksums::stored(tx, (PERSON.id, 0)).ok().flatten().unwrap_or_default().rows;
    let of = u64::try_from(of).unwrap_or_default();
    let mut decoder = Decoder::default();
    let (mut seen, mut damaged) = (0, Vec::new());
    let select = format!("SELECT {}, records FROM person ORDER BY pnr", person_row::CHECKED);
    let read = tx.for_each(&select, &[], |row| {
        if seen % STEP == 0 {
            report(watch, DatabaseStep::Persons(seen, of))?;
        }
        seen += 1;
        match check_person(tx, &mut decoder, row) {
            Err(error) if error.is_damage() => {
                damaged.extend(Pnr::from_integer(row.at(person_row::PNR, "pnr")?));
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

fn check_person(tx: &Tx<'_>, decoder: &mut Decoder, row: &Row<'_>) -> Result<(), StoreError> {
    person_row::check(row)?;
    let records = row.bytes_at(person_row::BEHIND, "records of a person")?;
    decoder.decompress(tx, row.at(person_row::DICTIONARY, "dictionary")?, records).map(|_| ())
}
