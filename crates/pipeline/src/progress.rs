use store::{LoadId, RunId};
use workers::Activity;

/// A step of the way. Those in the past tense are told when they are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PipelineEvent<'a> {
    /// The inbox is about to be looked at.
    Looking,
    /// Bytes at rest are being verified.
    Verifying,
    /// Another process is at work; this one waits for what that holds, as a lock by its name. Told again and again.
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
    /// Its persons are being stored, in one transaction that is not stopped any more.
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
        /// The share of the replica that has been looked at, in thousandths.
        scanned_permille: u64,
    },
    /// What has been in the folders long enough is shown no more.
    Expired,
    /// A file that has been kept long enough is out of the archive, and the ledger does not know yet.
    Forgotten,
    /// Something is about to be delivered once more.
    Replaying {
        /// Deliveries so far.
        done: usize,
        /// Deliveries in all.
        of: usize,
    },
    /// All parts of a load are whole, and nobody sees them yet.
    LoadWritten(LoadId),
    /// The files of a load are in the account's folder, and the ledger does not know yet.
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
    /// Who receives whom is known.
    Matched {
        /// The run.
        run: RunId,
        /// Deliveries to be written.
        deliveries: u64,
        /// Disclosures in all of them.
        disclosures: u64,
    },
    /// One more delivery's files are written.
    Written(RunId),
    /// All files are on disk, and the ledger does not know yet.
    Synced(RunId),
    /// The ledger knows: the deliveries can be fetched.
    Published(RunId),
}

impl PipelineEvent<'_> {
    /// What is being done, as a worker's activity.
    pub const fn activity(self) -> Activity {
        Activity::Working(match self {
            Self::Waiting(what) => return Activity::WaitingFor(what),
            Self::Looking => return Activity::Idle,
            // The structure of the database is checked in one step, which takes as long as it is large.
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
            Self::Replaying { .. } => "delivering once more",
            Self::Archived | Self::Recorded(_) => "recording an extract",
            Self::Matched { .. } | Self::Written(_) | Self::Synced(_) | Self::Published(_) => {
                "delivering an extract"
            }
        })
    }
}

/// Watches the pipeline: shows a progress bar, or stops it in a test.
pub trait PipelineObserver: Sync {
    /// Told of each step. [`PipelineEvent::Written`] comes from many threads.
    ///
    /// # Errors
    /// To call a halt: the pipeline stops there, as in a crash, and goes on from there another time.
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled>;
}

/// The pipeline was told to stop.
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
    fn activity_of_one_who_waits_names_what_for() {
        assert_eq!(
            PipelineEvent::Waiting("load.lock").activity(),
            Activity::WaitingFor("load.lock")
        );
    }
}
