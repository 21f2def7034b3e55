use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use store::{RunId, RunVolume};

/// Extracts whose volumes are remembered: those of a run that is done do not change.
const REMEMBERED: usize = 1_000;

/// Volumes of runs that are done.
#[derive(Debug, Default)]
pub(crate) struct RunVolumes(Mutex<HashMap<RunId, RunVolume>>);

impl RunVolumes {
    /// What is remembered of a run.
    pub(crate) fn get(&self, run: RunId) -> Option<RunVolume> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&run).copied()
    }

    /// Remembers it.
    pub(crate) fn put(&self, run: RunId, volume: RunVolume) {
        let mut volumes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if volumes.len() >= REMEMBERED {
            volumes.clear();
        }
        volumes.insert(run, volume);
    }
}
