use crate::attributes::{Attributes, Entry};
use crate::path::Path;

/// The files that a session shows. What does not exist and what the account may not know of are the
/// same: [`TreeError::NotFound`].
pub trait Tree: Send {
    /// An open file.
    type File: Send + Sync;

    /// The attributes of a file or folder.
    fn stat(&self, path: &Path) -> impl Future<Output = Result<Attributes, TreeError>> + Send;

    /// The files and folders in a folder, without `.` and `..`.
    fn list(&self, path: &Path) -> impl Future<Output = Result<Vec<Entry>, TreeError>> + Send;

    /// Opens a file for reading.
    fn open(
        &self,
        path: &Path,
    ) -> impl Future<Output = Result<(Self::File, Attributes), TreeError>> + Send;

    /// Reads from `offset` into `buffer`, which does not reach past the end of the file; fills it, or
    /// fails.
    fn read(
        &self,
        file: &Self::File,
        offset: u64,
        buffer: &mut [u8],
    ) -> impl Future<Output = Result<(), TreeError>> + Send;

    /// Told when the last byte of a file has been handed to the client, whether or not all before it has:
    /// a client that goes on after an interruption reads the end alone. Told once for each opening, and
    /// again when the byte is read again if it failed.
    fn collected(&self, file: &Self::File) -> impl Future<Output = Result<(), TreeError>> + Send;

    /// Removes a file.
    fn remove(&self, path: &Path) -> impl Future<Output = Result<(), TreeError>> + Send;
}

/// Why a [`Tree`] refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// There is no such file or folder.
    #[error("no such file")]
    NotFound,
    /// It is there, and this may not be done with it.
    #[error("not allowed")]
    Denied,
    /// The server could not do its part.
    #[error("failure")]
    Failed,
}
