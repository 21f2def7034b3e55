use std::path::{Path, PathBuf};

use blobs::BlobError;
use jiff::Timestamp;
use jiff::civil::Date;
use matching::LoadNotPossible;
use private_files::FileError;
use store::{LoadId, NotUndoable, RunId, StoreError};

use crate::progress::Cancelled;

/// What stopped the pipeline: what was being done, to what, and why not. Never personal data.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The store did not do its part.
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
    /// What was given is no regular file.
    #[error("{0} is not a file")]
    NotAFile(PathBuf),
    /// The file is larger than an extract may be.
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
        /// The first of them, and where it stands.
        first: Option<String>,
        /// The kinds of them, with how many there are of each.
        found: String,
        /// How to accept them, where that may be.
        acceptable: Option<String>,
    },
    /// The subscription can have no such load.
    #[error(transparent)]
    LoadNotPossible(#[from] LoadNotPossible),
    /// One load at a time for an agreement.
    #[error("a load is under way for this agreement: wait for it, or cancel it")]
    LoadUnderWay,
    /// The agreement has no such load.
    #[error("the agreement has no such load")]
    UnknownLoad,
    /// There is nothing left of the load to be called off.
    #[error("load {0} is delivered or called off already")]
    LoadFinished(LoadId),
    /// The agreement is not in force.
    #[error("agreement {0} is not in force today")]
    NotInForce(civil::AgreementUuid),
    /// There is nothing that a load could be of.
    #[error("there is nobody in the replica yet: `cprabo seed` or `cprabo ingest` first")]
    ReplicaEmpty,
    /// Nothing was delivered on these days.
    #[error("nothing was delivered for PRODDTO {from} to {to}; `cprabo deliveries` lists what was")]
    NothingToReplay {
        /// The first PRODDTO.
        from: Date,
        /// The last one.
        to: Date,
    },
    /// More was delivered on these days than a system may ask for at once.
    #[error("{delivered} deliveries; at once there are at most {at_most}")]
    TooManyDeliveries {
        /// How many there are.
        delivered: usize,
        /// How many may be asked for.
        at_most: usize,
    },
    /// Something that comes before it cannot be delivered.
    #[error(
        "agreement {0} has deliveries that cannot be written: `cprabo healthcheck` says why; they come first"
    )]
    Undelivered(civil::AgreementUuid),
    /// It was delivered once more before, and can be fetched still.
    #[error("{name} lies in IN still")]
    ReplayNotCollected {
        /// The data file's name.
        name: String,
    },
    /// Some were delivered once more, and then no more.
    #[error(
        "{done} of {of} deliveries are delivered once more, the others are not: \
         `cprabo deliveries` lists them; to go on, ask for those from PRODDTO {from} on"
    )]
    PartialReplay {
        /// How many are.
        done: usize,
        /// How many were asked for.
        of: usize,
        /// PRODDTO of the first that is not: others of that day may be.
        from: Date,
        /// Why not more.
        source: Box<PipelineError>,
    },
    /// A load cannot be put into its folder again.
    #[error("load {name} is missing on the shelf and in the archive: order a new one")]
    LoadNotInArchive {
        /// The data file's name.
        name: String,
    },
    /// A `.metadata` file could not be signed.
    #[error("what is said of a delivery cannot be signed")]
    Signing(#[from] manifest::SignerError),
    /// What it could be made of was kept long enough.
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
    /// The run cannot be taken back.
    #[error("run {run} cannot be taken back: {why}")]
    NotUndoable {
        /// The run.
        run: RunId,
        /// Why not.
        #[source]
        why: NotUndoable,
    },
    /// An extract in the archive cannot be read any more as it was when it came.
    #[error("run {0} is applied, but its extract in the archive cannot be read")]
    Unreadable(RunId),
    /// Ledger, replica and archive do not fit together.
    #[error("run {run}: {what}: the database or the archive is damaged")]
    Inconsistent {
        /// The run.
        run: RunId,
        /// What does not fit.
        what: &'static str,
    },
    /// Whoever watched the progress called a halt.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl PipelineError {
    /// Whether it is about one file, and says nothing of others.
    pub(crate) const fn is_about_a_file(&self) -> bool {
        matches!(self, Self::File { .. } | Self::NotAFile(_) | Self::TooLarge { .. })
    }

    /// Whether trying again with the same file would end the same.
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
