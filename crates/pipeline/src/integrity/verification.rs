//! Everything at rest held against what was written, and mended where somebody wants that.

use std::collections::HashMap;

use civil::Pnr;
use error_report::Report;
use store::{
    CheckedFiles, DatabaseFinding, DatabaseStep, Part, PublishedDelivery, Sha256, Stopped,
    StoreError,
};
use tracing::{error, warn};

use super::archived::Archived;
use super::area::Area;
use super::finding::{FileFault, IntegrityFinding};
use super::published::Known;
use super::status::KnownFinding;
use super::{archived, published, replica};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{Cancelled, NoObserver, PipelineObserver};

/// How far a verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyStep {
    /// The database is checked.
    Database(DatabaseStep),
    /// Deliveries in the folders so far, and in all.
    Published(u64, u64),
    /// Files in the archive so far, and in all.
    Archive(u64, u64),
    /// So many bytes of a file were read.
    Read(u64),
}

/// Something that was found, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is wrong, or was.
    pub finding: IntegrityFinding,
    /// Whether it is as it was written again.
    pub is_mended: bool,
}

/// What a verification came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// What was found.
    pub found: Vec<Found>,
    /// Files that were read, or known not to have been written since they were.
    pub files: u64,
}

/// Whoever watches a verification: told of each step, and can call a halt.
pub(super) type Watch<'a> = dyn FnMut(VerifyStep) -> Result<(), Cancelled> + 'a;

/// What of the archive is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum ArchiveDepth<'a> {
    /// Everything.
    All,
    /// What is damaged as far as that is known. Of the rest it is looked whether it is there.
    Missing {
        /// What is known.
        known: &'a [KnownFinding],
    },
}

/// What a verification works with.
pub(super) struct Verification<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) known: Known<'a>,
    pub(super) repair: bool,
    /// Stops it where it waits for another process.
    pub(super) progress: &'a dyn PipelineObserver,
}

impl Pipeline {
    /// Holds everything at rest against what was written: the database, the files in the folders, the archive. With
    /// `repair` what is damaged is made again from what is not, where that can be done.
    ///
    /// # Errors
    /// When something could not be looked at, for another reason than that it is damaged; [`PipelineError::Cancelled`]
    /// when `watch` calls a halt.
    pub fn verify(
        &self,
        repair: bool,
        watch: &mut dyn FnMut(VerifyStep) -> Result<(), Cancelled>,
    ) -> Result<Verified, PipelineError> {
        let checked = CheckedFiles::default();
        let known = Known { checked: &checked, reread: false };
        let verification = Verification { pipeline: self, known, repair, progress: &NoObserver };
        let mut verified = Verified::default();
        for area in Area::ALL {
            match verification.area(area, &mut verified, watch) {
                Ok(()) => {}
                Err(error) if is_about_this_process(&error) => return Err(error),
                // What keeps one from being verified keeps no other.
                Err(error) => {
                    let why = Report(&error).to_string();
                    verified.add(IntegrityFinding::NotVerified { area, why }, false);
                }
            }
        }
        Ok(verified)
    }
}

/// Whether an error says that verifying is to end, and nothing of what is verified.
fn is_about_this_process(error: &PipelineError) -> bool {
    matches!(error, PipelineError::Cancelled(_) | PipelineError::Store(StoreError::Busy { .. }))
}

impl Verification<'_> {
    /// Reads all of an area.
    pub(super) fn area(
        &self,
        area: Area,
        verified: &mut Verified,
        watch: &mut Watch<'_>,
    ) -> Result<(), PipelineError> {
        match area {
            Area::Database => self.database(verified, watch),
            Area::Published => self.published(verified, watch),
            Area::Archive => self.archive(ArchiveDepth::All, verified, watch),
        }
    }

    fn database(
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
        let _lock = self.pipeline.begin(self.progress)?;
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
        let Pipeline { store, shelf, .. } = self.pipeline;
        let Some(persons) = findings.iter().find_map(damaged_persons) else { return Ok(false) };
        if findings.iter().any(hides_writers) {
            return Ok(false);
        }
        match replica::mend(store, shelf, persons) {
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

    pub(super) fn published(
        &self,
        verified: &mut Verified,
        watch: &mut Watch<'_>,
    ) -> Result<(), PipelineError> {
        let shown = self.pipeline.store.published_deliveries()?;
        let of = shown.len() as u64;
        for (done, shown) in (0..).zip(&shown) {
            watch(VerifyStep::Published(done, of))?;
            verified.files += 2;
            self.pair(shown, verified, watch)?;
        }
        Ok(())
    }

    /// One delivery's files.
    pub(super) fn pair(
        &self,
        shown: &PublishedDelivery,
        verified: &mut Verified,
        watch: &mut Watch<'_>,
    ) -> Result<(), PipelineError> {
        let faults = self.faults(shown, watch)?;
        if faults.is_empty() {
            return Ok(());
        }
        // It may have been removed, or replaced, since the ledger was read.
        let Some(shown) = self.pipeline.store.shown(shown.delivery)? else { return Ok(()) };
        let left = if self.repair { self.mend_pair(&shown, watch)? } else { faults.clone() };
        for (part, fault) in faults {
            let is_mended = !left.iter().any(|(left, _)| *left == part);
            let finding = IntegrityFinding::Published {
                delivery: shown.delivery,
                user: shown.pair.sftp_user.clone(),
                file: published::name(&shown, part),
                fault,
            };
            verified.add(finding, is_mended);
        }
        Ok(())
    }

    fn faults(
        &self,
        shown: &PublishedDelivery,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<(Part, FileFault)>, PipelineError> {
        let mut take = |bytes| report(watch, VerifyStep::Read(bytes));
        let publisher = self.pipeline.publisher();
        let faults = published::faults(publisher, self.known, shown, &mut take);
        faults.map_err(|error| match error {
            PipelineError::Store(error) => interrupted(error),
            error => error,
        })
    }

    /// Makes a delivery's files again; what is wrong with them afterwards.
    pub(super) fn mend_pair(
        &self,
        shown: &PublishedDelivery,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<(Part, FileFault)>, PipelineError> {
        let _lock = self.pipeline.begin(self.progress)?;
        let parts: Vec<Part> =
            self.faults(shown, watch)?.into_iter().map(|(part, _)| part).collect();
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let (user, file) = (&shown.pair.sftp_user, &shown.pair.name);
        match published::mend_pair(self.pipeline.publisher(), shown, &parts) {
            Ok(()) => {
                warn!(event = "delivery.mended", %user, file, "a damaged file was made again, to the same bytes");
            }
            Err(error) => {
                error!(event = "delivery.withheld", %user, file, error = %Report(&error), "a damaged file cannot be made again: it is withheld");
            }
        }
        self.faults(shown, watch)
    }

    pub(super) fn archive(
        &self,
        depth: ArchiveDepth<'_>,
        verified: &mut Verified,
        watch: &mut Watch<'_>,
    ) -> Result<(), PipelineError> {
        let all = archived::all(&self.pipeline.store)?;
        let of = all.len() as u64;
        let shown: HashMap<Sha256, PublishedDelivery> = self
            .pipeline
            .store
            .published_deliveries()?
            .into_iter()
            .map(|shown| (shown.sha256, shown))
            .collect();
        for (done, archived) in (0..).zip(&all) {
            watch(VerifyStep::Archive(done, of))?;
            verified.files += 1;
            let fault = match depth {
                ArchiveDepth::Missing { known } if !self.is_suspect(archived, known) => None,
                _ => self.archive_fault(archived, watch)?,
            };
            match fault {
                None if self.repair && archived.is_in_published_folder(&self.pipeline.shelf) => {
                    let _lock = self.pipeline.begin(self.progress)?;
                    archived.keep_apart(&self.pipeline.shelf)?;
                }
                None => {}
                Some(fault) if archived::is_kept(&self.pipeline.store, archived)? => {
                    let is_mended = self.repair && self.mend_archived(archived, &shown)?;
                    verified.add(archived.finding(fault), is_mended);
                }
                // It has left the archive since, because its time there was over.
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Whether it is missing, or was damaged before.
    fn is_suspect(&self, archived: &Archived, known: &[KnownFinding]) -> bool {
        !self.pipeline.shelf.has_archived(archived.file)
            || known.iter().any(|known| archived.is_reported_by(&known.finding))
    }

    fn mend_archived(
        &self,
        archived: &Archived,
        shown: &HashMap<Sha256, PublishedDelivery>,
    ) -> Result<bool, PipelineError> {
        let _lock = self.pipeline.begin(self.progress)?;
        archived.mend(&self.pipeline.shelf, shown)
    }

    fn archive_fault(
        &self,
        archived: &Archived,
        watch: &mut Watch<'_>,
    ) -> Result<Option<FileFault>, PipelineError> {
        let mut take = |bytes| report(watch, VerifyStep::Read(bytes));
        let fault = archived.fault(&self.pipeline.shelf, &mut take);
        fault.map_err(|error| match error {
            PipelineError::Store(error) => interrupted(error),
            error => error,
        })
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

impl Verified {
    fn add(&mut self, finding: IntegrityFinding, is_mended: bool) {
        self.found.push(Found { finding, is_mended });
    }
}

fn report(watch: &mut Watch<'_>, step: VerifyStep) -> Result<(), StoreError> {
    watch(step).map_err(|Cancelled| StoreError::Stopped)
}

fn interrupted(error: StoreError) -> PipelineError {
    match error {
        StoreError::Stopped => Cancelled.into(),
        error => error.into(),
    }
}
