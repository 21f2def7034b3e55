//! What is damaged, put right where that can be done from something that is not.

use civil::Pnr;
use rusqlite::{Row, Transaction};

use super::checksums::{self, PERSON, TABLES};
use super::columns::{self, execute, get, rows};
use super::person_row::{self, EncodedRecords};
use super::records_codec::Encoder;
use super::{Sqlite, runs};
use crate::StoreError;
use crate::model::{DatabaseFinding, PersonIndex, RestoredPerson, Run};

const DOING: &str = "mending the database";

impl Sqlite {
    pub(crate) fn rebuild(&self, findings: &[DatabaseFinding]) -> Result<usize, StoreError> {
        let mut rebuilt = self.rebuild_commits(findings)?;
        let is_index = |finding: &&DatabaseFinding| matches!(finding, DatabaseFinding::Index(_));
        let indexes = findings.iter().filter(is_index).count();
        if indexes > 0 && indexes_can_be_rebuilt(findings) {
            self.write(DOING, |tx| execute(tx, DOING, "REINDEX", []).map(|_| ()))?;
            rebuilt += indexes;
        }
        for (table, group) in findings.iter().filter_map(|finding| checksum(finding, findings)) {
            self.write(DOING, |tx| rebuild_checksum(tx, table, group))?;
            rebuilt += 1;
        }
        Ok(rebuilt)
    }

    pub(crate) fn writer_of(&self, pnr: Pnr) -> Result<Option<Run>, StoreError> {
        let changed = runs::select(
            "WHERE run.id = (SELECT max(change.run) FROM change WHERE change.pnr = ?1)",
        );
        let seeded = runs::select("WHERE run.kind = 'seed' AND run.state = 'done'");
        self.read(DOING, |tx| {
            let changed = columns::row(tx, DOING, &changed, [pnr.to_integer()], runs::read)?;
            match changed {
                Some(run) => Ok(Some(run)),
                None => columns::row(tx, DOING, &seeded, [], runs::read),
            }
        })
    }

    pub(crate) fn missing_persons(&self) -> Result<Vec<Pnr>, StoreError> {
        let select = "SELECT DISTINCT pnr FROM change EXCEPT SELECT pnr FROM person";
        self.read(DOING, |tx| rows(tx, DOING, select, [], read_pnr))
    }

    pub(crate) fn restore_person(&self, restored: &RestoredPerson) -> Result<(), StoreError> {
        let RestoredPerson { pnr, status, lives_in, born, run, records } = restored;
        let index = PersonIndex { status: *status, lives_in: *lives_in, born: *born };
        let blobs = [records.clone()];
        let encoder = self.read(DOING, |tx| Encoder::prepare(tx, &blobs))?;
        let coded = encoder.compress(&blobs)?;
        self.write(DOING, |tx| {
            encoder.keep(tx)?;
            let [records] = &coded[..] else { return Err(StoreError::Corrupt("person")) };
            let written = EncodedRecords { run: *run, coding: encoder.coding, records };
            person_row::put(tx, DOING, pnr.to_integer(), &index, &written)
        })
    }

    pub(crate) fn delete_person(&self, pnr: Pnr) -> Result<(), StoreError> {
        let delete = "DELETE FROM person WHERE pnr = ?1";
        self.write(DOING, |tx| execute(tx, DOING, delete, [pnr.to_integer()]).map(|_| ()))
    }
}

/// The checksum that a finding says is to be made again: one that is damaged itself, or that of all persons where each
/// of them is as it was written, and none is missing.
fn checksum(
    finding: &DatabaseFinding,
    findings: &[DatabaseFinding],
) -> Option<(&'static str, i64)> {
    let is_about_persons =
        |finding: &DatabaseFinding| matches!(finding, DatabaseFinding::Persons(_));
    match *finding {
        DatabaseFinding::Checksum { table, group } => Some((table, group)),
        DatabaseFinding::Rows { table, group, written, found }
            if table == PERSON.name
                && written == found
                && !findings.iter().any(is_about_persons) =>
        {
            Some((table, group))
        }
        _ => None,
    }
}

/// An index is made from its table: only from one whose rows are those that were written. Persons are taken from the
/// archive one by one, their indexes with them.
fn indexes_can_be_rebuilt(findings: &[DatabaseFinding]) -> bool {
    !findings.iter().any(|finding| match finding {
        DatabaseFinding::Structure(_) => true,
        DatabaseFinding::Rows { table, .. } => *table != PERSON.name,
        _ => false,
    })
}

/// Only the checksum of the checksum was wrong: the rows say what it is to be.
fn rebuild_checksum(tx: &Transaction<'_>, name: &str, group: i64) -> Result<(), StoreError> {
    let Some(table) = TABLES.iter().find(|table| table.name == name) else { return Ok(()) };
    let sum = checksums::sums(tx, table, &mut |_| Ok(()))?.remove(&group).unwrap_or_default();
    checksums::put(tx, (table.id, group), sum)
}

fn read_pnr(row: &Row<'_>) -> Result<Pnr, StoreError> {
    columns::pnr(get(row, "pnr")?)
}
