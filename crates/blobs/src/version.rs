/// The version of a blob: as long as it is the same, so are the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobVersion {
    /// Which blob it is: of a file, device and inode.
    pub(crate) blob: [u64; 2],
    /// Its length in bytes.
    pub(crate) size: u64,
    /// Changes with each write: of a file, the seconds and nanoseconds of its last write, and of
    /// its last status change, which no program can set.
    pub(crate) stamp: [i64; 4],
}

impl BlobVersion {
    /// The length in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }
}
