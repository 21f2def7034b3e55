use pipeline::PipelineObserver;
use synth::{LineEnd, Plan, RecordForm, Workspace};

use crate::day::ingest;
use crate::error::SandboxError;
use crate::sandbox::Sandbox;

impl Sandbox {
    /// Makes the population, and takes everyone in. `progress` is called with the number of persons written.
    ///
    /// # Errors
    /// [`SandboxError::NotEmpty`] when the platform has extracts.
    pub fn create(
        &self,
        plan: Plan,
        progress: impl Fn(u64),
        observer: &dyn PipelineObserver,
    ) -> Result<(), SandboxError> {
        if self.store.last_applied()?.is_some() {
            return Err(SandboxError::NotEmpty);
        }
        let workspace = Workspace::create(&self.folder, plan, RecordForm::Padded, LineEnd::Lf)?
            .with_layouts(self.layouts()?);
        let (path, _) = workspace.write_everyone(progress)?;
        workspace.save()?;
        ingest(self, &path, observer).map(|_| ())
    }
}
