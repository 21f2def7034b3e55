//! Limits of files of additions.

/// The first line of a file.
pub(super) const HEADER: &str = "record,position,length,kind,field,english";
/// The largest file, in bytes.
pub(super) const LARGEST_FILE: usize = 256 << 10;
/// The most fields in a file.
pub(super) const MOST_FIELDS: usize = 1000;
/// The most files.
pub(super) const MOST_FILES: usize = 100;
/// The most record types, with those of U12170-P.
pub(super) const MOST_TYPES: usize = 250;
/// The longest record, in bytes. A [`ChunkReader`](crate::ChunkReader) reads a thousand of them at once.
pub(super) const LONGEST_RECORD: usize = 4000;
/// The longest name of a field, in characters; those of U12170-P have up to 30.
pub(super) const LONGEST_NAME: usize = 40;
/// The most names that are not those of U12170-P. Each is kept as long as the process.
pub(super) const MOST_NAMES: usize = 10_000;
