use blobs::BlobError;
use store::{DatabaseStep, StoreError};

use super::finding::{Found, IntegrityFinding, KnownFinding};
use super::published::Known;
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{Cancelled, PipelineObserver};

/// The progress of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyStep {
    /// A step of the check of the database.
    Database(DatabaseStep),
    /// Deliveries that were checked, and their total.
    Published(u64, u64),
    /// Archived files that were checked, and their total.
    Archive(u64, u64),
    /// Bytes of a file that were read since the last report.
    Read(u64),
}

/// The result of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// The findings.
    pub found: Vec<Found>,
    /// Files that were read, or not written since they were last checked.
    pub files: u64,
}

/// Called at each step; can cancel the verification.
pub(super) type Watch<'a> = dyn FnMut(VerifyStep) -> Result<(), Cancelled> + 'a;

/// Which files of the archive are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum ArchiveDepth<'a> {
    /// Everything.
    All,
    /// Only those known to be damaged. For the others it is checked whether they exist.
    Missing {
        /// The known findings.
        known: &'a [KnownFinding],
    },
}

/// What a verification needs.
pub(super) struct Verification<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) known: Known<'a>,
    pub(super) repair: bool,
    /// Cancels it while it waits for another process.
    pub(super) progress: &'a dyn PipelineObserver,
}

impl Verified {
    pub(super) fn add(&mut self, finding: IntegrityFinding, is_mended: bool) {
        self.found.push(Found { finding, is_mended });
    }
}

/// Reports bytes that were read.
pub(super) fn report_read(watch: &mut Watch<'_>, bytes: u64) -> Result<(), BlobError> {
    watch(VerifyStep::Read(bytes)).map_err(|Cancelled| BlobError::Stopped)
}

pub(super) fn interrupted(error: impl Into<PipelineError>) -> PipelineError {
    match error.into() {
        PipelineError::Store(StoreError::Stopped) | PipelineError::Blobs(BlobError::Stopped) => {
            Cancelled.into()
        }
        error => error,
    }
}

/// Whether an error ends the verification itself, and does not concern the verified data.
pub(super) fn is_about_this_process(error: &PipelineError) -> bool {
    matches!(error, PipelineError::Cancelled(_) | PipelineError::Store(StoreError::Busy { .. }))
}
