use error_report::Report;
use store::{Part, PublishedDelivery};
use tracing::{error, warn};

use crate::error::PipelineError;
use crate::integrity::finding::{FileFault, IntegrityFinding};
use crate::integrity::published;
use crate::integrity::verification::{
    Verification, Verified, VerifyStep, Watch, interrupted, report_read,
};

impl Verification<'_> {
    /// Verifies the files of all published deliveries.
    pub(in crate::integrity) fn published(
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

    /// Verifies the files of one delivery.
    pub(in crate::integrity) fn pair(
        &self,
        shown: &PublishedDelivery,
        verified: &mut Verified,
        watch: &mut Watch<'_>,
    ) -> Result<(), PipelineError> {
        let faults = self.faults(shown, watch)?;
        if faults.is_empty() {
            return Ok(());
        }
        // The delivery may have been removed or replaced since the list was read.
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
        let mut take = |bytes| report_read(watch, bytes);
        let publisher = self.pipeline.publisher();
        let faults = published::faults(publisher, self.known, shown, &mut take);
        faults.map_err(interrupted)
    }

    /// Repairs a delivery's files. Returns what is still wrong.
    fn mend_pair(
        &self,
        shown: &PublishedDelivery,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<(Part, FileFault)>, PipelineError> {
        let _lock = self.pipeline.lock(self.progress)?;
        let parts: Vec<Part> =
            self.faults(shown, watch)?.into_iter().map(|(part, _)| part).collect();
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let (user, file) = (&shown.pair.sftp_user, &shown.pair.name);
        match published::mend_pair(self.pipeline.publisher(), shown, &parts) {
            Ok(()) => {
                warn!(event = "delivery.repaired", %user, file, "a damaged file was made again, to the same bytes");
            }
            Err(error) => {
                error!(event = "delivery.withheld", %user, file, error = %Report(&error), "a damaged file cannot be made again: it is withheld");
            }
        }
        self.faults(shown, watch)
    }
}
