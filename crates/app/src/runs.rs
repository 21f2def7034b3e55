use std::path::Path;
use std::time::Duration;

use pipeline::{PipelineError, PipelineObserver, SeedFinding};
use store::{Run, RunId, Undone};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Runs: the processing of each extract. For the operator only.
impl App {
    /// All runs, the oldest first. For auditors, too.
    pub fn runs(&self, context: &RequestContext) -> Result<Vec<Run>, AppError> {
        self.as_reader(context, || Ok(self.store.runs()?))
    }

    /// A run by its number.
    pub fn run(&self, context: &RequestContext, id: RunId) -> Result<Run, AppError> {
        self.as_operator(context, || Ok(self.store.run(id)?.ok_or(PipelineError::NoRun(id))?))
    }

    /// Releases a held run despite its reason.
    pub fn release(
        &self,
        context: &RequestContext,
        id: RunId,
        observer: &dyn PipelineObserver,
    ) -> Result<Run, AppError> {
        self.as_operator(context, || Ok(self.pipeline.release(id, &context.author, observer)?))
    }

    /// Drops a run as if its file had never come.
    pub fn reject_run(
        &self,
        context: &RequestContext,
        id: RunId,
        observer: &dyn PipelineObserver,
    ) -> Result<Run, AppError> {
        self.as_operator(context, || Ok(self.pipeline.reject(id, &context.author, observer)?))
    }

    /// Undoes the last run, while nobody has fetched anything of it; `quiet` is how long sessions get to end. Returns
    /// the undone run, and the one that is now the last.
    pub fn undo_run(
        &self,
        context: &RequestContext,
        id: RunId,
        quiet: Duration,
        observer: &dyn PipelineObserver,
    ) -> Result<(Undone, Option<Run>), AppError> {
        self.as_operator(context, || {
            let undone = self.pipeline.undo_run(id, &context.author, quiet, observer)?;
            Ok((undone, self.store.last_applied()?))
        })
    }

    /// Fills an empty replica from a full extract. Problems of the file are accepted if `accept` names them.
    pub fn seed(
        &self,
        context: &RequestContext,
        path: &Path,
        accept: &[SeedFinding],
        observer: &dyn PipelineObserver,
    ) -> Result<Run, AppError> {
        self.as_operator(context, || {
            Ok(self.pipeline.seed(path, accept, &context.author, observer)?)
        })
    }
}
