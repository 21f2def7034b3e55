use blobs::BlobError;
use store::{DatabaseStep, StoreError};

use super::finding::{Found, IntegrityFinding, KnownFinding};
use super::published::Known;
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{Cancelled, PipelineObserver};

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

impl Verified {
    pub(super) fn add(&mut self, finding: IntegrityFinding, is_mended: bool) {
        self.found.push(Found { finding, is_mended });
    }
}

/// Tells of bytes that were read.
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

/// Whether an error says that verifying is to end, and nothing of what is verified.
pub(super) fn is_about_this_process(error: &PipelineError) -> bool {
    matches!(error, PipelineError::Cancelled(_) | PipelineError::Store(StoreError::Busy { .. }))
}
