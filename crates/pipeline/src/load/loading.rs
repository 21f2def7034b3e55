use clock::Clock;
use store::Store;

use crate::data_files::DataFiles;
use crate::error::PipelineError;
use crate::lock::{Lock, PIPELINE_LOCK};
use crate::progress::PipelineObserver;
use crate::settings::Settings;

/// What is needed to write a load.
pub(crate) struct Loading<'a> {
    pub(crate) store: &'a Store,
    pub(crate) files: &'a DataFiles,
    pub(crate) clock: &'a Clock,
    pub(crate) settings: &'a Settings,
    pub(crate) progress: &'a dyn PipelineObserver,
}

/// How an attempt to write a load ended.
pub(super) enum Outcome {
    /// It is delivered.
    Done,
    /// It was cancelled.
    Over,
    /// Another extract was applied: the load must start again.
    Superseded,
}

impl Loading<'_> {
    /// Extracts have precedence: a load pauses while one is being processed.
    pub(super) fn wait_for_extracts(&self) -> Result<(), PipelineError> {
        Lock::wait(&self.settings.lock, PIPELINE_LOCK, self.progress)
    }
}
