use std::io::ErrorKind;
use std::path::Path;

use private_files::FileError;

/// Why an upload is refused, or fails. Without the file's name, which may be that of a person.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// There is no such file.
    #[error("there is no such file in OUT")]
    NotFound,
    /// A file of that name is there.
    #[error("a file of that name is in OUT")]
    Taken,
    /// The file, or the account's `OUT`, is as large as it may be.
    #[error("the largest size of a file or of OUT is reached")]
    OverQuota,
    /// The disk has too little room.
    #[error("the disk has too little room for uploads")]
    DiskFull,
    /// The name was opened again, or its file was taken, renamed or removed: this handle writes no more.
    #[error("the file was opened again, taken, renamed or removed meanwhile")]
    Stale,
    /// Somebody writes the file.
    #[error("the file is being written")]
    InUse,
    /// A file or folder cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file system fails.
    #[error("{operation}")]
    Failed {
        /// What was being done.
        operation: &'static str,
        /// The reason.
        source: std::io::Error,
    },
}

impl UploadError {
    pub(crate) fn failed(operation: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| match source.kind() {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Failed { operation, source },
        }
    }

    /// A folder of the platform's own, whose path may be in a log.
    pub(crate) fn of_folder(
        operation: &'static str,
        path: &Path,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let failed = FileError::failed(operation, path);
        move |source| Self::File(failed(source))
    }
}
