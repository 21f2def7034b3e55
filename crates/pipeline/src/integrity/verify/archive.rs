use std::collections::HashMap;

use store::{PublishedDelivery, Sha256};

use crate::error::PipelineError;
use crate::integrity::archived::{self, Archived};
use crate::integrity::finding::{FileFault, KnownFinding};
use crate::integrity::verification::{
    ArchiveDepth, Verification, Verified, VerifyStep, Watch, interrupted, report_read,
};

impl Verification<'_> {
    /// Verifies the archive.
    pub(in crate::integrity) fn archive(
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
                None if self.repair
                    && archived.is_in_published_folder(&self.pipeline.files.archive) =>
                {
                    let _lock = self.pipeline.lock(self.progress)?;
                    archived.keep_apart(&self.pipeline.files.archive)?;
                }
                None => {}
                Some(fault) if archived::is_kept(&self.pipeline.store, archived)? => {
                    let is_mended = self.repair && self.mend_archived(archived, &shown)?;
                    verified.add(archived.finding(fault), is_mended);
                }
                // It expired since the list was read.
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Whether it is missing, or known to be damaged.
    fn is_suspect(&self, archived: &Archived, known: &[KnownFinding]) -> bool {
        !matches!(self.pipeline.files.archive.contains(archived.file), Ok(true))
            || known.iter().any(|known| archived.is_reported_by(&known.finding))
    }

    fn mend_archived(
        &self,
        archived: &Archived,
        shown: &HashMap<Sha256, PublishedDelivery>,
    ) -> Result<bool, PipelineError> {
        let _lock = self.pipeline.lock(self.progress)?;
        archived.mend(&self.pipeline.files, shown)
    }

    fn archive_fault(
        &self,
        archived: &Archived,
        watch: &mut Watch<'_>,
    ) -> Result<Option<FileFault>, PipelineError> {
        let mut take = |bytes| report_read(watch, bytes);
        let fault = archived.fault(&self.pipeline.files.archive, &mut take);
        fault.map_err(interrupted)
    }
}
