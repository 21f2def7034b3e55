use super::fs::FsArchiving;
use crate::StoreError;
use crate::model::Sha256;

/// A raw extract on its way into the archive. Dropped, it leaves nothing behind.
pub enum Archiving<'a> {
    /// To a file on this machine.
    Fs(FsArchiving<'a>),
}

impl Archiving<'_> {
    /// Takes in the next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.write(bytes),
        }
    }

    /// Keeps what was written under its digest; on disk when this returns.
    pub fn finish(self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.finish(sha256),
        }
    }
}
