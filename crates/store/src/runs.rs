//! The runs.

use jiff::civil::Date;

use crate::StoreError;
use crate::db::{Row, values};
use crate::model::{NearestDays, Run, RunId, Sha256};
use crate::run_rows::{self, read, select};
use crate::store::Store;

const READING: &str = "reading the runs";

/// The runs.
impl Store {
    /// All runs, in the order in which they were seen. Damaged rows are left out and reported by
    /// [`Store::damage`].
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = select("ORDER BY run.id");
        let read = |row: &Row<'_>| self.unless_damaged(read(row));
        let runs = self.read(READING, |tx| tx.query(&select, &[], read))?;
        Ok(runs.into_iter().flatten().collect())
    }

    /// The last runs, the last one first.
    pub fn last_runs(&self, at_most: u64) -> Result<Vec<Run>, StoreError> {
        let select = select("ORDER BY run.id DESC LIMIT ?1");
        let read = |row: &Row<'_>| self.unless_damaged(read(row));
        let runs = self.read(READING, |tx| tx.query(&select, &values![at_most], read))?;
        Ok(runs.into_iter().flatten().collect())
    }

    /// Whether any run was ever recorded.
    pub fn has_runs(&self) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM run LIMIT 1";
        self.read(READING, |tx| tx.exists(select, &[]))
    }

    /// A run by its number.
    pub fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        self.read(READING, |tx| run_rows::by_id(tx, id))
    }

    /// The runs that are seen or held, by PRODDTO; those without one come first.
    pub fn pending_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE state IN ('seen', 'held') ORDER BY proddto NULLS FIRST, run.id");
        self.read(READING, |tx| tx.query(&select, &[], read))
    }

    /// The runs that are applied and not yet delivered, by PRODDTO.
    pub fn applied_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE state = 'applied' ORDER BY proddto, run.id");
        self.read(READING, |tx| tx.query(&select, &[], read))
    }

    /// The runs in any state of a file with these bytes.
    pub fn runs_with_bytes(&self, sha256: &Sha256) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE sha256 = ?1 ORDER BY run.id");
        self.read(READING, |tx| tx.query(&select, &values![sha256], read))
    }

    /// The run with this PRODDTO that is in the replica.
    pub fn run_of_day(&self, proddto: Date) -> Result<Option<Run>, StoreError> {
        let select =
            select("WHERE proddto = ?1 AND state IN ('applied', 'done') ORDER BY run.id DESC");
        self.read(READING, |tx| tx.query_opt(&select, &values![proddto], read))
    }

    /// All runs with this PRODDTO in any state, in the order in which they were seen.
    pub fn runs_of_day(&self, proddto: Date) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE proddto = ?1 ORDER BY run.id");
        self.read(READING, |tx| tx.query(&select, &values![proddto], read))
    }

    /// The nearest days before and after a day that have a run in any state.
    pub fn nearest_days(&self, proddto: Date) -> Result<NearestDays, StoreError> {
        let nearest = "SELECT (SELECT max(proddto) FROM run WHERE proddto < ?1) AS before,
                              (SELECT min(proddto) FROM run WHERE proddto > ?1) AS after";
        let found = self.read(READING, |tx| {
            tx.query_opt(nearest, &values![proddto], |row| {
                let (before, after) = (row.get("before")?, row.get("after")?);
                Ok(NearestDays { before, after })
            })
        });
        Ok(found?.unwrap_or_default())
    }

    /// The run in the replica with the latest PRODDTO.
    pub fn last_applied(&self) -> Result<Option<Run>, StoreError> {
        self.read(READING, run_rows::last_applied)
    }

    /// The PRODDTOs of rejected runs.
    pub fn rejected_days(&self) -> Result<Vec<Date>, StoreError> {
        let select = "SELECT DISTINCT proddto FROM run
                      WHERE state = 'rejected' AND proddto IS NOT NULL";
        self.read(READING, |tx| tx.query(select, &[], |row| row.get("proddto")))
    }
}
