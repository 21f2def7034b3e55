use civil::Pnr;
use error_report::Report;
use store::{DatabaseFinding, DatabaseStep, Stopped};
use tracing::{error, warn};

use crate::error::PipelineError;
use crate::integrity::finding::IntegrityFinding;
use crate::integrity::replica;
use crate::integrity::verification::{
    Verification, Verified, VerifyStep, Watch, interrupted, is_about_this_process,
};
use crate::pipeline::Pipeline;
use crate::progress::Cancelled;

impl Verification<'_> {
    /// Checks the database, and repairs it if wanted.
    pub(super) fn database(
        &self,
        verified: &mut Verified,
        watch: &mut Watch<'_>,
    ) -> Result<(), PipelineError> {
        let mut findings = self.check_database(watch)?;
        if findings.iter().any(DatabaseFinding::is_about_structure) {
            // A transient error of the disk may have made a page unreadable.
            findings = self.check_database(watch)?;
        }
        let left = if self.repair && !findings.is_empty() {
            self.mend_database(&findings, watch)?
        } else {
            findings.clone()
        };
        // The last check counts: a damaged page may have hidden other findings before.
        for finding in findings {
            if !left.iter().any(|left| left.is_about_the_same(&finding)) {
                verified.add(IntegrityFinding::Database(finding), true);
            }
        }
        for finding in left {
            verified.add(IntegrityFinding::Database(finding), false);
        }
        Ok(())
    }

    fn check_database(&self, watch: &mut Watch<'_>) -> Result<Vec<DatabaseFinding>, PipelineError> {
        let mut report =
            |step: DatabaseStep| watch(VerifyStep::Database(step)).map_err(|Cancelled| Stopped);
        self.pipeline.store.verify(&mut report).map_err(interrupted)
    }

    /// Repairs what is possible. Returns the findings that remain.
    fn mend_database(
        &self,
        findings: &[DatabaseFinding],
        watch: &mut Watch<'_>,
    ) -> Result<Vec<DatabaseFinding>, PipelineError> {
        let store = &self.pipeline.store;
        let _lock = self.pipeline.lock(self.progress)?;
        let mut left = self.rebuild(findings.to_vec(), watch)?;
        if self.mend_persons(&left)? {
            left = self.check_database(watch)?;
            // Derived rows can be rebuilt only after the persons are restored.
            left = self.rebuild(left, watch)?;
        }
        if left.len() < findings.len() {
            // Deliveries that failed because of the damage are retried at once.
            store.retry_problems(self.pipeline.clock().now())?;
        }
        Ok(left)
    }

    /// Rebuilds derived rows from intact ones. Returns the findings that remain.
    fn rebuild(
        &self,
        findings: Vec<DatabaseFinding>,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<DatabaseFinding>, PipelineError> {
        match self.pipeline.store.rebuild(&findings) {
            Ok(0) => Ok(findings),
            Ok(_) => self.check_database(watch),
            Err(error) if error.is_damage() => {
                error!(event = "verify.not_rebuilt", error = %Report(&error), "what is damaged cannot be rebuilt");
                self.check_database(watch)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Restores damaged persons from the archive; returns whether it tried. The rows that name the last extract of each
    /// person must be intact, because otherwise an older state could be restored.
    fn mend_persons(&self, findings: &[DatabaseFinding]) -> Result<bool, PipelineError> {
        let Pipeline { store, files, .. } = self.pipeline;
        let Some(persons) = findings.iter().find_map(damaged_persons) else { return Ok(false) };
        if findings.iter().any(hides_writers) {
            return Ok(false);
        }
        match replica::mend(store, &files.archive, persons) {
            Ok(()) => {
                warn!(
                    event = "verify.persons_restored",
                    persons = persons.len(),
                    "damaged persons were restored from the archive"
                );
            }
            Err(error) if is_about_this_process(&error) => return Err(error),
            // The archive may be damaged too. That must not stop the verification of other areas.
            Err(error) => {
                error!(event = "verify.persons_not_restored", error = %Report(&error), "damaged persons cannot be restored from the archive");
            }
        }
        Ok(true)
    }
}

fn damaged_persons(finding: &DatabaseFinding) -> Option<&[Pnr]> {
    match finding {
        DatabaseFinding::Persons(persons) => Some(persons),
        _ => None,
    }
}

/// Whether the finding may hide which extract last wrote a person.
fn hides_writers(finding: &DatabaseFinding) -> bool {
    finding.is_about_structure()
        || matches!(finding, DatabaseFinding::Rows { table: "change" | "run", .. })
}
