//! The names of files and folders in a data directory that more than one part of this crate uses.

/// The archive.
#[cfg(test)]
pub(crate) const ARCHIVE: &str = "archive";
/// The number of commits that the database has confirmed.
pub(crate) const COMMITS: &str = "commits";
/// The same number beside the archive.
pub(crate) const ARCHIVE_COMMITS: &str = "archive/commits";
