//! Repair of damaged rows from sources that are sound.

use civil::Pnr;
use jiff::Timestamp;

use crate::db::table::{PERSON, TABLES};
use crate::db::{PersonRow, Tx, checksums, integrity, values};
use crate::model::{Author, DatabaseFinding, RestoredPerson, Run};
use crate::records_codec::Encoder;
use crate::store::Store;
use crate::{StoreError, audit, heads, run_rows};

const MENDING: &str = "mending the database";

/// Repair.
impl Store {
    /// Rebuilds what follows from the rows of the tables: indexes, rows that count others, and
    /// checksums that are damaged themselves. Returns how many findings that repaired.
    pub fn rebuild(&self, findings: &[DatabaseFinding]) -> Result<usize, StoreError> {
        let mut rebuilt = self.rebuild_commits(findings)?;
        let is_index = |finding: &&DatabaseFinding| matches!(finding, DatabaseFinding::Index(_));
        let indexes = findings.iter().filter(is_index).count();
        if indexes > 0 && indexes_can_be_rebuilt(findings) {
            self.write(MENDING, integrity::rebuild_indexes)?;
            rebuilt += indexes;
        }
        if heads::can_be_rebuilt(findings) {
            for (table, group) in findings.iter().filter_map(heads::of_finding) {
                self.write(MENDING, |tx| heads::rebuild(tx, table, group))?;
                rebuilt += 1;
            }
        }
        for (table, group) in findings.iter().filter_map(|finding| checksum(finding, findings)) {
            self.write(MENDING, |tx| rebuild_checksum(tx, table, group))?;
            rebuilt += 1;
        }
        Ok(rebuilt)
    }

    fn rebuild_commits(&self, findings: &[DatabaseFinding]) -> Result<usize, StoreError> {
        if !findings.contains(&DatabaseFinding::Commits) {
            return Ok(0);
        }
        let known = self.engine.known_commits()?;
        self.write(MENDING, |tx| checksums::mend_commits(tx, known))?;
        Ok(1)
    }

    /// Accepts everything as it is stored now, with an audit entry: for use after somebody has
    /// changed the database with another program on purpose.
    pub fn adopt(&self, author: &Author, at: Timestamp) -> Result<(), StoreError> {
        let commits = self.engine.known_commits()?;
        self.write("adopting the database as it is", |tx| {
            checksums::mend_commits(tx, commits)?;
            integrity::adopt(tx)?;
            audit::done(tx, author, at, "adopt database", "checksums of all tables".to_owned())
        })?;
        self.engine.note_damage(None);
        Ok(())
    }

    /// The run whose extract has the person as the replica should: the last that changed them, or
    /// the seed. Reads all changes.
    pub fn writer_of(&self, pnr: Pnr) -> Result<Option<Run>, StoreError> {
        let changed = run_rows::select(
            "WHERE run.id IN (SELECT change.run FROM change WHERE change.pnr = ?1)
                AND run.state IN ('applied', 'done')
             ORDER BY run.proddto DESC LIMIT 1",
        );
        let seeded = run_rows::select("WHERE run.kind = 'seed' AND run.state = 'done'");
        self.read(MENDING, |tx| {
            let changed = tx.query_opt(&changed, &values![pnr.to_integer()], run_rows::read)?;
            match changed {
                Some(run) => Ok(Some(run)),
                None => tx.query_opt(&seeded, &[], run_rows::read),
            }
        })
    }

    /// Persons that a run has changed and that are not in the replica. Reads all changes.
    pub fn missing_persons(&self) -> Result<Vec<Pnr>, StoreError> {
        let select = "SELECT DISTINCT pnr FROM change EXCEPT SELECT pnr FROM person";
        self.read(MENDING, |tx| tx.query(select, &[], |row| row.get("pnr")))
    }

    /// Writes a person to the replica as their extract has them, in place of a damaged row.
    pub fn restore_person(&self, restored: &RestoredPerson) -> Result<(), StoreError> {
        let RestoredPerson { pnr, index, run, records } = restored;
        let blobs = [records.clone()];
        let encoder = self.read(MENDING, |tx| Encoder::prepare(tx, &blobs))?;
        let coded = encoder.compress(&blobs)?;
        self.write(MENDING, |tx| {
            encoder.keep(tx)?;
            let mut rows = coded.iter().map(|records| {
                let (records, dictionary) = (records.into(), encoder.id);
                Ok(PersonRow { pnr: *pnr, index: *index, run: *run, dictionary, records })
            });
            tx.put_persons(&mut rows).map(|_| ())
        })
    }

    /// Deletes a row from the replica that no extract has written.
    pub fn delete_person(&self, pnr: Pnr) -> Result<(), StoreError> {
        let delete = "DELETE FROM person WHERE pnr = ?1";
        self.write(MENDING, |tx| tx.execute(delete, &values![pnr.to_integer()]).map(|_| ()))
    }
}

/// The checksum that a finding says to rebuild: one that is damaged itself, or that of all persons
/// if each row is sound and none is missing.
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

/// Whether the indexes may be rebuilt: only from tables whose rows are sound. Persons are restored
/// one by one from the archive, and their index entries with them.
fn indexes_can_be_rebuilt(findings: &[DatabaseFinding]) -> bool {
    !findings.iter().any(|finding| match finding {
        DatabaseFinding::Structure(_) => true,
        DatabaseFinding::Rows { table, .. } => *table != PERSON.name,
        _ => false,
    })
}

/// Only the checksum's own check was wrong: it is computed from the rows.
fn rebuild_checksum(tx: &Tx<'_>, name: &str, group: i64) -> Result<(), StoreError> {
    let Some(table) = TABLES.iter().find(|table| table.name == name) else { return Ok(()) };
    let sum = checksums::sums(tx, table)?.remove(&group).unwrap_or_default();
    checksums::put(tx, (table.id, group), sum)
}
