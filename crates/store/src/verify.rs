//! Everything in the database held against what was written.

use civil::Pnr;

use crate::StoreError;
use crate::db::table::{
    AGREEMENT, COLLECTION, DELIVERY, FILTER, PERSON, RUN, SYSTEM, TABLES, Table,
};
use crate::db::{Row, Sum, Tx, checksums, integrity, person_row};
use crate::model::{DatabaseFinding, DatabaseStep, Stopped};
use crate::records_codec::Decoder;
use crate::store::Store;

const CHECKING: &str = "checking the database";

/// What says which files are to be kept.
static LEDGER: [&Table; 5] = [&DELIVERY, &RUN, &COLLECTION, &AGREEMENT, &SYSTEM];
/// Persons between two words to whoever watches.
const STEP: u64 = 4096;

/// Whoever watches a check.
type Watch<'a> = dyn FnMut(DatabaseStep) -> Result<(), Stopped> + 'a;

/// The database checked.
impl Store {
    /// Whether persons, filters and those whose they are can be found where they stand: a page that is damaged may hide
    /// a row, and a person who is not found has lived nowhere. To be asked before an extract is applied. Reads the replica.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when not.
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

    /// Whether what says which files are kept is as it was written. To be asked before files are deleted that it says
    /// nothing of. Reads the whole ledger.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not.
    pub fn check_ledger(&self) -> Result<(), StoreError> {
        self.read(CHECKING, check_ledger)
    }

    /// Holds everything in the database against what was written; `watch` is told how far it is, and may call a halt.
    /// Reads all of it, on one consistent state and beside any writer.
    ///
    /// # Errors
    /// [`StoreError::Stopped`]. What is damaged is found, and no error.
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

/// Whether what says that a file is to be kept is as it was written: the rows, and the indexes by which they are found.
/// Reads all of the ledger, so it is asked when something is about to be deleted, which cannot be undone.
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

/// What cannot be read at all is a finding, too.
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

/// The rows of a table by group, held against the checksums.
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

/// Each person's row and records.
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
    decoder.decompress(tx, row.at(person_row::CODING, "coding")?, records).map(|_| ())
}
