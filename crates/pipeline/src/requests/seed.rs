use std::path::Path;

use store::{Author, Run};
use tracing::info;

use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::PipelineObserver;
use crate::seed::{Acceptance, SeedFinding, seed};

impl Pipeline {
    /// Fills an empty replica from a full extract, U12170-P or the status extract U12180-P, of any size. The next day's
    /// extract must follow its PRODDTO. Nothing is delivered. Problems of the file are accepted if `accept` names them,
    /// and audited.
    ///
    /// # Errors
    /// [`PipelineError::NotASeed`] when the file has other errors; [`store::StoreError::Conflict`] when the replica is
    /// in use. Nothing has changed then.
    pub fn seed(
        &self,
        path: &Path,
        accept: &[SeedFinding],
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        let acceptance = Acceptance { findings: accept, author };
        let id = seed(
            &leased.store,
            &leased.files.archive,
            path,
            &acceptance,
            leased.latest_day(),
            &leased.clock,
            progress,
        )?;
        let run = leased.find(id)?;
        info!(event = "replica.seeded", run = %id, persons = run.persons, "replica seeded");
        Ok(run)
    }
}
