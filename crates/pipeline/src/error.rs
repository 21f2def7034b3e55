use std::path::{Path, PathBuf};

use blobs::BlobError;
use civil::AgreementUuid;
use jiff::Timestamp;
use jiff::civil::Date;
use matching::LoadNotPossible;
use private_files::FileError;
use store::{AgreementStatus, LoadId, NotUndoable, RunId, StoreError};

use crate::progress::Cancelled;

/// An error of the pipeline: the operation, its object, and the reason. Never personal data.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The store or the files failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file in the archive or in an account's folder could not be read or written.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// A file of this process's own could not be read, written or locked.
    #[error(transparent)]
    Local(#[from] FileError),
    /// The archive is missing.
    #[error(
        "the archive {path} is not there: is its disk mounted? Restore it from a backup. Where it is lost, nothing older \
         can be replayed or repaired; `cprabo verify --accept-loss` accepts that and begins another"
    )]
    NoArchive {
        /// Where it should be.
        path: PathBuf,
    },
    /// A file could not be read, moved or locked.
    #[error("{operation} {path}")]
    File {
        /// What was being done.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The path is not a regular file.
    #[error("{0} is not a file")]
    NotAFile(PathBuf),
    /// The file is larger than the largest allowed extract.
    #[error("{path} has {size} bytes; an extract may have {limit} (setting ingest.max_bytes)")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length.
        size: u64,
        /// The largest length that is read.
        limit: u64,
    },
    /// The file is no full extract to fill a replica from.
    #[error(
        "{path} has {errors} errors and cannot be a seed: {found}{}; `cprabo check` lists them{}",
        first.as_ref().map_or_else(String::new, |first| format!(", the first: {first}")),
        acceptable.as_ref().map_or_else(String::new, |accept| format!(
            "; if the file is right in spite of them, seed it with {accept}"
        )),
    )]
    NotASeed {
        /// The file.
        path: PathBuf,
        /// How many errors it has.
        errors: u64,
        /// The first of them, with its place.
        first: Option<String>,
        /// Their kinds, with the number of each.
        found: String,
        /// How to accept them, if possible.
        acceptable: Option<String>,
    },
    /// The subscription cannot have such a load.
    #[error(transparent)]
    LoadNotPossible(#[from] LoadNotPossible),
    /// The agreement has a load in progress; only one at a time is allowed.
    #[error("a load is under way for this agreement: wait for it, or cancel it")]
    LoadUnderWay,
    /// The agreement has no such load.
    #[error("the agreement has no such load")]
    UnknownLoad,
    /// The load is delivered or cancelled already.
    #[error("load {0} is already delivered or cancelled")]
    LoadFinished(LoadId),
    /// The agreement is not in force.
    #[error(
        "nothing is delivered today under agreement {agreement}: it is {}, as \
         `cprabo agreement show --agreement {agreement}` says", status.as_str()
    )]
    NotInForce {
        /// The agreement.
        agreement: AgreementUuid,
        /// What it is instead.
        status: AgreementStatus,
    },
    /// The agreement does not cover subscriptions.
    #[error("nothing is delivered under agreement {0}: it does not cover SF6002")]
    NotCovered(AgreementUuid),
    /// The replica is empty, so no load can be made.
    #[error("the replica is empty: run `cprabo seed` or `cprabo ingest` first")]
    ReplicaEmpty,
    /// Nothing was delivered on these days.
    #[error("nothing was delivered for PRODDTO {from} to {to}; `cprabo deliveries` lists what was")]
    NothingToReplay {
        /// The first PRODDTO.
        from: Date,
        /// The last one.
        to: Date,
    },
    /// The days have more deliveries than a system may request at once.
    #[error("{delivered} deliveries; at once there are at most {at_most}")]
    TooManyDeliveries {
        /// How many there are.
        delivered: usize,
        /// The largest number.
        at_most: usize,
    },
    /// An earlier delivery cannot be written.
    #[error(
        "agreement {0} has deliveries that cannot be written: `cprabo healthcheck` says why; they come first"
    )]
    Undelivered(AgreementUuid),
    /// A replay of it can still be fetched.
    #[error("{name} is still in IN")]
    ReplayNotCollected {
        /// The data file's name.
        name: String,
    },
    /// Some deliveries were repeated before an error.
    #[error(
        "{done} of {of} deliveries were replayed, the others were not: \
         `cprabo deliveries` lists them; to go on, ask for those from PRODDTO {from} on"
    )]
    PartialReplay {
        /// How many are.
        done: usize,
        /// How many were requested.
        of: usize,
        /// PRODDTO of the first that was not: others of that day may have been.
        from: Date,
        /// Why not more.
        source: Box<PipelineError>,
    },
    /// A load cannot be written again.
    #[error("load {name} is missing in its folder and in the archive: order a new one")]
    LoadNotInArchive {
        /// The data file's name.
        name: String,
    },
    /// A `.metadata` file could not be signed.
    #[error("the statement of a delivery cannot be signed")]
    Signing(#[from] manifest::SignerError),
    /// The source was kept long enough and has left the archive.
    #[error(
        "what was delivered of PRODDTO {proddto} left the archive {at:.0}, as retention.archive_days says: \
         a load brings what the subscription should have"
    )]
    Unarchived {
        /// PRODDTO of the extract.
        proddto: Date,
        /// When it left the archive.
        at: Timestamp,
    },
    /// There is no such run.
    #[error("there is no run {0}; `cprabo runs` lists them")]
    NoRun(RunId),
    /// The run cannot be released.
    #[error("run {run} cannot be released: {why}")]
    NotReleasable {
        /// The run.
        run: RunId,
        /// Why not, and what to do.
        why: &'static str,
    },
    /// The run cannot be undone.
    #[error("run {run} cannot be undone: {why}")]
    NotUndoable {
        /// The run.
        run: RunId,
        /// Why not.
        #[source]
        why: NotUndoable,
    },
    /// An archived extract is not as it was when it came.
    #[error("run {0} is applied, but its extract in the archive cannot be read")]
    Unreadable(RunId),
    /// Ledger, replica and archive contradict each other.
    #[error("run {run}: {what}: the database or the archive is damaged")]
    Inconsistent {
        /// The run.
        run: RunId,
        /// What does not fit.
        what: &'static str,
    },
    /// The observer cancelled the operation.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl PipelineError {
    /// Whether the error is about one file only.
    pub(crate) const fn is_about_a_file(&self) -> bool {
        matches!(self, Self::File { .. } | Self::NotAFile(_) | Self::TooLarge { .. })
    }

    /// Whether another try with the same file would give the same error.
    pub(crate) fn is_final(&self) -> bool {
        match self {
            Self::NotAFile(_) | Self::TooLarge { .. } => true,
            Self::File { source, .. } => source.kind() == std::io::ErrorKind::PermissionDenied,
            _ => false,
        }
    }

    pub(crate) fn file(
        operation: &'static str,
        path: &Path,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { operation, path, source }
    }
}
