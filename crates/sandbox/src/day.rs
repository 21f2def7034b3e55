use std::path::Path;

use pipeline::{ClaimedFile, PipelineObserver};
use store::Run;
use synth::InjectedFault;
use uuid::Uuid;

use crate::error::SandboxError;
use crate::sandbox::Sandbox;
use crate::sandbox_day::SandboxDay;
use crate::turn::Turn;

impl Sandbox {
    /// Makes the next working day's extract, with a fault if one is wanted, and takes it in. Extracts from before an
    /// interruption are taken in first.
    ///
    /// # Errors
    /// When the day has nothing that the fault could spoil, too.
    pub fn next_day(
        &self,
        _turn: &Turn,
        fault: Option<InjectedFault>,
        observer: &dyn PipelineObserver,
    ) -> Result<SandboxDay, SandboxError> {
        self.ingest_left(observer)?;
        let mut workspace = self.workspace()?;
        let path = workspace.write_next_day(fault)?;
        let day = workspace.today();
        let run = path.map(|path| ingest(self, &path, observer)).transpose()?;
        Ok(SandboxDay { day, run })
    }

    /// Takes in extracts from before an interruption, in the order of their names.
    ///
    /// # Errors
    /// As [`next_day`](Self::next_day).
    pub fn ingest_left(&self, observer: &dyn PipelineObserver) -> Result<Vec<Run>, SandboxError> {
        let left = self.workspace()?.extracts()?;
        left.iter().map(|path| ingest(self, path, observer)).collect()
    }
}

/// Takes an extract in, and then deletes it: it is in the archive. It is known by its name, so it is taken in once even after
/// an interruption.
pub(crate) fn ingest(
    sandbox: &Sandbox,
    path: &Path,
    observer: &dyn PipelineObserver,
) -> Result<Run, SandboxError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
    let taken = [ClaimedFile { id, name, path: path.to_owned() }];
    let failed = sandbox.pipeline.ingest_taken(&taken, observer)?.into_iter().next();
    if let Some((_, error)) = failed {
        return Err(error.into());
    }
    let run = sandbox.store.run_of_intake(id)?;
    let run = run.map(|run| sandbox.store.run(run)).transpose()?.flatten();
    run.ok_or(SandboxError::NoRun)
}
