use exchange_proto::OutName;

/// A file in `OUT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutFile {
    /// Its name.
    pub name: OutName,
    /// Its length in bytes.
    pub size: u64,
    /// When it was written last, in seconds since 1970, by the clock of the file system.
    pub mtime: i64,
    /// Whether somebody has it open to write.
    pub is_open: bool,
}
