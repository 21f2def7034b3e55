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
    /// Checks the database, and mends it where that is wanted.
    pub(super) fn database(
        &self,
        verified: &mut Verified,
        watch: &mut Watch<'_>,
    ) -> Result<(), PipelineError> {
        let mut findings = self.check_database(watch)?;
        if findings.iter().any(DatabaseFinding::is_about_structure) {
            // A page that could not be read once, because the disk failed for a moment, may be read now.
            findings = self.check_database(watch)?;
        }
        let left = if self.repair && !findings.is_empty() {
            self.mend_database(&findings, watch)?
        } else {
            findings.clone()
        };
        // What is left counts as it was found last: while something hides behind a damaged page, nothing else does.
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
        let mut tell =
            |step: DatabaseStep| watch(VerifyStep::Database(step)).map_err(|Cancelled| Stopped);
        self.pipeline.store.verify(&mut tell).map_err(interrupted)
    }

    /// Mends what can be; what is left.
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
            // Once the rows are right, what is made of them can be.
            left = self.rebuild(left, watch)?;
        }
        if left.len() < findings.len() {
            // Deliveries that failed because of it need not wait.
            store.retry_problems(self.pipeline.clock().now())?;
        }
        Ok(left)
    }

    /// Makes anew what can be made of what is not damaged; what is left.
    fn rebuild(
        &self,
        findings: Vec<DatabaseFinding>,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<DatabaseFinding>, PipelineError> {
        match self.pipeline.store.rebuild(&findings) {
            Ok(0) => Ok(findings),
            Ok(_) => self.check_database(watch),
            Err(error) if error.is_damage() => {
                error!(event = "verify.not_rebuilt", error = %Report(&error), "what is damaged cannot be made anew");
                self.check_database(watch)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes damaged persons from the archive again; whether any. What says which extract wrote a person last must
    /// itself be as it was written, or an older one would be taken.
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
                    "damaged persons were taken from the archive again"
                );
            }
            Err(error) if is_about_this_process(&error) => return Err(error),
            // The archive may be damaged too: that keeps nothing else from being verified.
            Err(error) => {
                error!(event = "verify.persons_not_restored", error = %Report(&error), "damaged persons cannot be taken from the archive");
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

/// Whether it may hide which extract wrote a person last.
fn hides_writers(finding: &DatabaseFinding) -> bool {
    finding.is_about_structure()
        || matches!(finding, DatabaseFinding::Rows { table: "change" | "run", .. })
}
