use std::path::{Path, PathBuf};

/// Why a file or folder cannot be used: what was being done, to what, and the reason.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system refused.
    #[error("{operation} {path}")]
    Failed {
        /// What was being done.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There is something else in place of a file.
    #[error("{path} is no file: a folder, pipe, link or device is in its place")]
    NoFile {
        /// Where it should be.
        path: PathBuf,
    },
    /// It belongs to another user.
    #[error(
        "{path} belongs to user {owner}, and the data directory to user {me}: give it back with \
         `sudo chown -R {me} {path}`"
    )]
    NotOurs {
        /// The file or folder.
        path: PathBuf,
        /// Its owner's number.
        owner: u32,
        /// Our own.
        me: u32,
    },
}

impl FileError {
    /// Makes an error of the system's reason.
    pub fn failed(operation: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Failed { operation, path, source }
    }
}
