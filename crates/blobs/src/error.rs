use std::io::ErrorKind;

use private_files::FileError;

/// An error of a blob: what was being done, to which one, and the reason. Never has personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlobError {
    /// The backend refused, or does not have the blob.
    #[error("{operation} {place}")]
    Failed {
        /// What was being done.
        operation: &'static str,
        /// Where the blob is: the path of a file, or the key behind the backend's name.
        place: String,
        /// The backend's reason.
        source: std::io::Error,
    },
    /// There is something else in place of a file.
    #[error("{place} is no file: a folder, pipe, link or device is in its place")]
    NoFile {
        /// Where it should be.
        place: String,
    },
    /// A file belongs to another user.
    #[error(
        "{place} belongs to user {owner}, and the data directory to user {me}: give it back with \
         `sudo chown -R {me} {place}`"
    )]
    NotOurs {
        /// The file or folder.
        place: String,
        /// Its owner's number.
        owner: u32,
        /// Our own.
        me: u32,
    },
    /// A text that is no key: it could lead elsewhere.
    #[error("{0:?} is no name for a file")]
    InvalidKey(String),
    /// The bytes are not those of their digest.
    #[error("the {0} does not have the bytes of its digest: it is damaged")]
    Damaged(&'static str),
    /// The observer stopped the read.
    #[error("stopped by the caller")]
    Stopped,
}

impl BlobError {
    /// Whether the blob is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Failed { source, .. } if source.kind() == ErrorKind::NotFound)
    }

    pub(crate) fn failed(
        operation: &'static str,
        place: impl Into<String>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let place = place.into();
        move |source| Self::Failed { operation, place, source }
    }
}

impl From<FileError> for BlobError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Failed { operation, path, source } => {
                Self::Failed { operation, place: path.display().to_string(), source }
            }
            FileError::NoFile { path } => Self::NoFile { place: path.display().to_string() },
            FileError::NotOurs { path, owner, me } => {
                Self::NotOurs { place: path.display().to_string(), owner, me }
            }
        }
    }
}
