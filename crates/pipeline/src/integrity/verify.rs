//! Everything at rest held against what was written, and mended where the caller wants that.

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
}
