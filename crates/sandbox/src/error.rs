use std::path::PathBuf;

use blobs::BlobError;
use disclosure::ExplainError;
use extract::PersonReaderError;
use pipeline::PipelineError;
use private_files::FileError;
use store::StoreError;
use synth::WorkspaceError;

use crate::limits::MAX_DAYS;

/// Why additions to the record layout cannot be read.
pub type ReadLayoutsError = Box<dyn std::error::Error + Send + Sync>;

/// Why something in a sandbox failed. Never the number of a person.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The data directory is none of a sandbox.
    #[error("there is no sandbox in {folder}")]
    NoSandbox {
        /// Where its population would be.
        folder: PathBuf,
        /// The system's reason.
        source: FileError,
    },
    /// Somebody else lets days pass.
    #[error("a day is passing: wait until it is over")]
    Busy,
    /// The replica was filled otherwise.
    #[error("it has extracts of its own: a sandbox begins with none")]
    NotEmpty,
    /// Nobody is in that place of the population.
    #[error("nobody is in that place of the population")]
    Nobody,
    /// More days than one order may have, or none.
    #[error("an order is for 1 to {} days, and with a fault for 1", MAX_DAYS)]
    Days,
    /// The record layouts cannot be read.
    #[error("cannot read the record layouts")]
    Layouts(#[source] ReadLayoutsError),
    /// The turn cannot be taken.
    #[error("cannot take the turn")]
    Turn(#[source] std::io::Error),
    /// A file that was taken in is no run.
    #[error("a file that was taken in has no run")]
    NoRun,
    /// The manifest cannot be written as JSON.
    #[error("cannot write an entry of the manifest")]
    Manifest(#[source] serde_json::Error),
    /// A delivered file cannot be read.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// A delivered file is no extract.
    #[error("cannot show a delivered file")]
    Reader(#[from] PersonReaderError),
    /// The population.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// Taking an extract in.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Why somebody was chosen.
    #[error(transparent)]
    Explain(#[from] ExplainError),
}
