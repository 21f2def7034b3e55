use std::ops::Range;

use crate::attributes::{Attributes, Entry};
use crate::open_mode::WriteMode;
use crate::path::Path;

/// The files that a session shows. A path that does not exist and one that the account may not see give the same error:
/// [`TreeError::NotFound`].
pub trait Tree: Send {
    /// A file that is open for reading.
    type File: Send + Sync;
    /// A file that is open for writing.
    type Upload: Send + Sync;

    /// The attributes of a file or folder.
    fn stat(&self, path: &Path) -> impl Future<Output = Result<Attributes, TreeError>> + Send;

    /// The files and folders in a folder, without `.` and `..`.
    fn list(&self, path: &Path) -> impl Future<Output = Result<Vec<Entry>, TreeError>> + Send;

    /// An mtime as `ls -l` shows it, by the local time: twelve characters.
    fn listed_time(&self, mtime: u32) -> String;

    /// Opens a file for reading.
    fn open(
        &self,
        path: &Path,
    ) -> impl Future<Output = Result<(Self::File, Attributes), TreeError>> + Send;

    /// Reads from `offset` and fills `buffer`, or fails. The caller does not read past the end of the file.
    fn read(
        &self,
        file: &Self::File,
        offset: u64,
        buffer: &mut [u8],
    ) -> impl Future<Output = Result<(), TreeError>> + Send;

    /// Called when bytes of a file are on the way to the client; `answer` counts the session's answers from 1.
    fn sent(
        &self,
        file: &Self::File,
        range: Range<u64>,
        answer: u64,
    ) -> impl Future<Output = ()> + Send;

    /// Called when the client has read `answers` answers, and so everything in them.
    fn received(&self, answers: u64) -> impl Future<Output = ()> + Send;

    /// Called when a file is closed, by the client or with the session.
    fn closed(&self, file: Self::File) -> impl Future<Output = ()> + Send;

    /// Called when the session is over: bytes not known to be received count as not received.
    fn finished(&self) -> impl Future<Output = ()> + Send;

    /// Removes a file.
    fn remove(&self, path: &Path) -> impl Future<Output = Result<(), TreeError>> + Send;

    /// Opens a file for writing.
    fn create(
        &self,
        path: &Path,
        mode: WriteMode,
    ) -> impl Future<Output = Result<Self::Upload, TreeError>> + Send;

    /// Writes all of `data` from `offset`, or at the end of a file that was opened to be appended to; or nothing that
    /// counts, and fails.
    fn write(
        &self,
        upload: &Self::Upload,
        offset: u64,
        data: &[u8],
    ) -> impl Future<Output = Result<(), TreeError>> + Send;

    /// The attributes of a file that is open for writing, as it is now.
    fn stat_upload(
        &self,
        upload: &Self::Upload,
    ) -> impl Future<Output = Result<Attributes, TreeError>> + Send;

    /// Called when a file that was written is closed, by the client or with the session. A client that is answered `Ok`
    /// counts on what it wrote.
    fn written(&self, upload: Self::Upload) -> impl Future<Output = Result<(), TreeError>> + Send;

    /// Gives a file another name, which no file has.
    fn rename(&self, from: &Path, to: &Path) -> impl Future<Output = Result<(), TreeError>> + Send;

    /// Whether times and permissions may be set here, which is then ignored.
    fn set_times_and_modes(
        &self,
        path: &Path,
    ) -> impl Future<Output = Result<(), TreeError>> + Send;
}

/// Why a [`Tree`] refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// There is no such file or folder.
    #[error("no such file")]
    NotFound,
    /// It exists, and the operation is not allowed.
    #[error("not allowed")]
    Denied,
    /// There is no such file for the account at present; the text says why to the person at the client.
    #[error("no such file: {0}")]
    Withheld(&'static str),
    /// The file is open, and may not be read any more; the text says why to the person at the client.
    #[error("not allowed any more: {0}")]
    Ended(&'static str),
    /// A file of that name is there already.
    #[error("the name is taken")]
    Taken,
    /// There is no room for it: a quota is used up, or the disk is full.
    #[error("no room")]
    NoRoom,
    /// The server failed.
    #[error("failure")]
    Failed,
}
