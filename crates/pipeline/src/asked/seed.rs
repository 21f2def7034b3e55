use std::path::Path;

use store::Run;
use tracing::info;

use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::seed::seed;

impl Pipeline {
    /// Fills an empty replica from a full extract, U12170-P or the status extract U12180-P, of any size. The
    /// next day's extract follows its PRODDTO. Nothing is delivered.
    ///
    /// # Errors
    /// [`PipelineError::NotASeed`] when the file has errors; [`store::StoreError::NotNow`] when the replica is
    /// in use. Nothing has changed then.
    pub fn seed(&self, path: &Path, progress: &dyn Progress) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        let id = seed(&self.store, &self.shelf, path, &self.clock, progress)?;
        let run = self.find(id)?;
        info!(run = %id, persons = run.persons, "replica seeded");
        Ok(run)
    }
}
