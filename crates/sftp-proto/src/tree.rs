use std::ops::Range;

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

    /// An mtime as `ls -l` shows it here and now: twelve characters.
    fn listed_time(&self, mtime: u32) -> String;

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

    /// Told which bytes of a file are on the way to the client, and in which answer, counted from 1.
    fn sent(
        &self,
        file: &Self::File,
        range: Range<u64>,
        answer: u64,
    ) -> impl Future<Output = ()> + Send;

    /// Told that the client has read so many answers, and so whatever was in them.
    fn received(&self, answers: u64) -> impl Future<Output = ()> + Send;

    /// Told when a file is closed, by the client or with the session.
    fn closed(&self, file: Self::File) -> impl Future<Output = ()> + Send;

    /// Told that the session is over: what the client is not known to have read it has not.
    fn finished(&self) -> impl Future<Output = ()> + Send;

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
