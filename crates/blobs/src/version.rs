/// The version of a blob: as long as it is the same, so are the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobVersion {
    /// Which blob it is: of a file, device and inode.
    pub(crate) blob: [u64; 2],
    /// Its length in bytes.
    pub(crate) size: u64,
    /// What changes with each write: of a file, the seconds and nanoseconds of its last write, and
    /// of its last change of any kind, which nobody can set.
    pub(crate) stamp: [i64; 4],
}

impl BlobVersion {
    /// The length in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }
}
