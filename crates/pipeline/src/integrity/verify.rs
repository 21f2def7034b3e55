//! Verifies all data at rest, and repairs them if the caller wants that.

mod archive;
mod database;
mod published;

use blobs::CheckedFiles;
use error_report::Report;

use super::area::Area;
use super::finding::IntegrityFinding;
use super::published::Known;
use super::verification::{
    ArchiveDepth, Verification, Verified, VerifyStep, Watch, is_about_this_process,
};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{Cancelled, NoObserver};

impl Pipeline {
    /// Verifies all data at rest against what was written: the database, the published files, the archive. With
    /// `repair`, damaged data are repaired from intact ones if possible.
    ///
    /// # Errors
    /// When something could not be checked for a reason other than damage; [`PipelineError::Cancelled`] when `watch`
    /// cancels.
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
                // An error in one area must not stop the verification of the others.
                Err(error) => {
                    let why = Report(&error).to_string();
                    verified.add(IntegrityFinding::NotVerified { area, why }, false);
                }
            }
        }
        Ok(verified)
    }
}

impl Verification<'_> {
    /// Verifies an area.
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
}
