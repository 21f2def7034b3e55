use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::{InjectedFault, InvalidPlan, InvalidStory};

/// Why an operation on a workspace failed.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// A file or folder could not be read or written.
    #[error("{operation} {path}")]
    File {
        /// What was being done.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The folder has one already.
    #[error("there is a Denmark in {0} already")]
    AlreadyExists(PathBuf),
    /// The folder has none.
    #[error(
        "there is no Denmark in {folder}: make one with `cprabo synth population --out {folder}`"
    )]
    NotFound {
        /// The folder.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Its file is not TOML, or not that of a workspace.
    #[error("{path} cannot be used")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The parser's reason.
        source: Box<toml::de::Error>,
    },
    /// Its file has a plan from which no population can be made.
    #[error("{path} cannot be used")]
    UnusablePlan {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: InvalidPlan,
    },
    /// The plan of a new one is impossible.
    #[error(transparent)]
    Plan(#[from] InvalidPlan),
    /// The workspace cannot be written as TOML: a bug.
    #[error("keeping the plan")]
    Encode(#[from] toml::ser::Error),
    /// There is no extract to repeat.
    #[error("no day has passed yet whose extract could come twice")]
    NothingToRepeat,
    /// Without this error, a receiver would seem to have handled a fault that the file does not have.
    #[error(
        "the extract of {day} has nothing that `{fault}` could spoil: it needs persons who change (more of \
         them, or a greater --pace) and a form with line ends"
    )]
    NothingToSpoil {
        /// The day.
        day: Date,
        /// The fault.
        fault: InjectedFault,
    },
    /// An ordered event for a day whose extract exists.
    #[error("{day} is past: the last extract made is that of {last}")]
    Past {
        /// The story's day.
        day: Date,
        /// The day of the last extract.
        last: Date,
    },
    /// The story cannot be.
    #[error(transparent)]
    Story(#[from] InvalidStory),
}

impl WorkspaceError {
    pub(super) fn file(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { operation, path, source }
    }
}
