//! Where files lie beside each other in a data directory, as far as more than one part of this crate knows of them.

/// The archive.
pub(crate) const ARCHIVE: &str = "archive";
/// How many commits the database has told somebody of.
pub(crate) const COMMITS: &str = "commits";
/// The same where the archive is.
pub(crate) const ARCHIVE_COMMITS: &str = "archive/commits";
/// Whose archive it is.
pub(crate) const ARCHIVE_MARK: &str = "installation";
