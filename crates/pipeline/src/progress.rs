use store::{LoadId, RunId};
use workers::Activity;

/// A step of the pipeline. Those in the past tense come after the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PipelineEvent<'a> {
    /// The inbox is about to be read.
    Looking,
    /// Bytes at rest are being verified.
    Verifying,
    /// Another process is at work; this one waits for it, or for a lock by its name. Repeated.
    Waiting(&'static str),
    /// A file is being read.
    Reading {
        /// Its name.
        file: &'a str,
        /// Its length in bytes.
        bytes: u64,
    },
    /// A full extract is being read into an empty replica.
    Seeding {
        /// Bytes so far.
        read: u64,
        /// Bytes of the file.
        of: u64,
    },
    /// Its persons are being stored, in one transaction that cannot be cancelled any more.
    Storing {
        /// Persons so far.
        persons: u64,
        /// Persons in all.
        of: u64,
    },
    /// A load is being written.
    Loading {
        /// Which.
        load: LoadId,
        /// Persons so far.
        persons: u64,
        /// The share of the replica that has been read, in thousandths.
        scanned_permille: u64,
    },
    /// Files that have been in the folders long enough are no longer shown.
    Expired,
    /// A file that has been kept long enough has left the archive; the ledger is not updated yet.
    Forgotten,
    /// Replays are about to be delivered.
    Replaying {
        /// Deliveries so far.
        done: usize,
        /// Deliveries in all.
        of: usize,
    },
    /// All parts of a load are complete, and not yet published.
    LoadWritten(LoadId),
    /// The files of a load are in the account's folder; the ledger is not updated yet.
    LoadPlaced(LoadId),
    /// The raw extract is in the archive.
    Archived,
    /// The run is recorded, seen or held.
    Recorded(RunId),
    /// The replica is about to be updated.
    Applying {
        /// The run.
        run: RunId,
        /// Changed persons.
        persons: u64,
    },
    /// The replica is updated and the deliveries are planned.
    Applied(RunId),
    /// The matching is complete.
    Matched {
        /// The run.
        run: RunId,
        /// Deliveries to be written.
        deliveries: u64,
        /// Disclosures in all of them.
        disclosures: u64,
    },
    /// The files of one more delivery are written.
    Written(RunId),
    /// All files are on disk; the ledger is not updated yet.
    Synced(RunId),
    /// The ledger is updated: the deliveries can be fetched.
    Published(RunId),
}

impl PipelineEvent<'_> {
    /// The step as a worker's activity.
    pub const fn activity(self) -> Activity {
        Activity::Working(match self {
            Self::Waiting(what) => return Activity::WaitingFor(what),
            Self::Looking => return Activity::Idle,
            // The structure of the database is checked in one step, which takes long for a large one.
            Self::Verifying => return Activity::LongStep("verifying bytes at rest"),
            // One transaction over all changed persons, and the matching of all of them.
            Self::Applying { .. } | Self::Applied(_) => {
                return Activity::LongStep("applying an extract");
            }
            Self::Reading { .. } => "reading an extract",
            Self::Seeding { .. } => "reading a full extract",
            Self::Storing { .. } => "storing persons",
            Self::Loading { .. } | Self::LoadWritten(_) => "writing a load",
            Self::LoadPlaced(_) => "delivering a load",
            Self::Expired | Self::Forgotten => "ending what was kept long enough",
            Self::Replaying { .. } => "delivering a replay",
            Self::Archived | Self::Recorded(_) => "recording an extract",
            Self::Matched { .. } | Self::Written(_) | Self::Synced(_) | Self::Published(_) => {
                "delivering an extract"
            }
        })
    }
}

/// Watches the pipeline: shows a progress bar, or stops it in a test.
pub trait PipelineObserver: Sync {
    /// Called at each step; [`PipelineEvent::Written`] from many threads.
    ///
    /// # Errors
    /// Cancels the operation: the pipeline stops there, as in a crash, and continues from there another time.
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled>;
}

/// The pipeline was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted; what is not done yet is done the next time")]
pub struct Cancelled;

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoObserver;

impl PipelineObserver for NoObserver {
    fn step(&self, _: PipelineEvent<'_>) -> Result<(), Cancelled> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activity_of_waiting_names_what_for() {
        assert_eq!(
            PipelineEvent::Waiting("load.lock").activity(),
            Activity::WaitingFor("load.lock")
        );
    }
}
