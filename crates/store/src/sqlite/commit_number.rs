//! The number of commits in the database, held against itself.

use rusqlite::Transaction;

use super::Sqlite;
use super::checksums;
use crate::StoreError;
use crate::model::DatabaseFinding;

const DOING: &str = "mending the number of commits";

/// Whether it is as it was written.
pub(super) fn check(
    tx: &Transaction<'_>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    if !checksums::are_commits_known(tx)? {
        findings.push(DatabaseFinding::Commits);
    }
    Ok(())
}

/// Takes one that is damaged from what is known beside the database.
pub(super) fn mend(tx: &Transaction<'_>, known: Option<u64>) -> Result<(), StoreError> {
    if checksums::are_commits_known(tx)? {
        return Ok(());
    }
    checksums::put_commits(tx, known.unwrap_or_default())
}

impl Sqlite {
    /// Mends it where a finding says so; how many that mended.
    pub(super) fn rebuild_commits(
        &self,
        findings: &[DatabaseFinding],
    ) -> Result<usize, StoreError> {
        if !findings.contains(&DatabaseFinding::Commits) {
            return Ok(0);
        }
        let known = self.database.known_commits()?;
        self.write(DOING, |tx| mend(tx, known))?;
        Ok(1)
    }
}
