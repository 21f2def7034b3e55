use super::fs::FsArchiving;
use crate::StoreError;
use crate::model::Sha256;

/// A raw extract that is being archived. Dropping it leaves nothing behind.
pub enum Archiving<'a> {
    /// To a file on this machine.
    Fs(FsArchiving<'a>),
}

impl Archiving<'_> {
    /// Adds the next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.write(bytes),
        }
    }

    /// Archives what was written under its digest. On disk when this returns.
    pub fn finish(self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.finish(sha256),
        }
    }
}
